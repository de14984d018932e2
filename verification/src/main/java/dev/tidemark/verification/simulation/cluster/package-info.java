/**
 * Machines of a simulated world and what runs on them: {@link dev.tidemark.verification.simulation.cluster.SimBroker} is the production broker,
 * {@link dev.tidemark.verification.simulation.cluster.SimClient} what production clients stand on, and
 * {@link dev.tidemark.verification.simulation.cluster.SimWorld} holds them together. A test begins there.
 */
@NullMarked
package dev.tidemark.verification.simulation.cluster;

import org.jspecify.annotations.NullMarked;
