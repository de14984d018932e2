/**
 * The engine in memory, with the checkpoint semantics of the one on disk: {@link dev.tidemark.state.memory.MemoryStores} opens
 * stores over a {@link dev.tidemark.state.memory.MemoryDisk}, which outlives them as a disk would. Confined to the task's
 * worker, but for the disk.
 */
@NullMarked
package dev.tidemark.state.memory;

import org.jspecify.annotations.NullMarked;
