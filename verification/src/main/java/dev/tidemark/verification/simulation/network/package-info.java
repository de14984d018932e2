/**
 * The network of a simulated world ({@link dev.tidemark.verification.simulation.network.SimNetwork}): encoded bytes between the production client's
 * pipeline and the production broker's, late, in pieces, or never. Order is kept within a connection and between none.
 */
@NullMarked
package dev.tidemark.verification.simulation.network;

import org.jspecify.annotations.NullMarked;
