/**
 * Checks the checkers: production code with one lie in it ({@link dev.tidemark.verification.simulation.mutant.Mutants}), made from the compiled classes
 * when they are loaded, and disks that lie. A simulation that does not notice proves nothing. What ships knows nothing of this.
 */
@NullMarked
package dev.tidemark.verification.simulation.mutant;

import org.jspecify.annotations.NullMarked;
