/**
 * The disk of a simulated machine as one process sees it ({@link dev.tidemark.verification.simulation.disk.ProcessDisk}), over
 * {@link dev.tidemark.storage.MemoryStorage}, which knows what a loss of power leaves.
 */
@NullMarked
package dev.tidemark.verification.simulation.disk;

import org.jspecify.annotations.NullMarked;
