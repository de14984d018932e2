/**
 * A whole world on one thread: the production broker, its log and the production clients, driven by one seed. Time, threads, disk, network and
 * randomness are simulated, everything else is what ships.
 *
 * <p>{@link dev.tidemark.verification.simulation.cluster.SimWorld} is where a test begins.
 */
@NullMarked
package dev.tidemark.verification.simulation;

import org.jspecify.annotations.NullMarked;
