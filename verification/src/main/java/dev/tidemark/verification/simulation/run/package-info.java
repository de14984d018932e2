/**
 * Runs of simulated worlds: a {@link dev.tidemark.verification.simulation.run.Scenario} is played under a plan of faults
 * ({@link dev.tidemark.verification.simulation.run.SimRun}); one that fails is shrunk and told in words.
 */
@NullMarked
package dev.tidemark.verification.simulation.run;

import org.jspecify.annotations.NullMarked;
