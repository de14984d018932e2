package dev.tidemark.state;

import org.jspecify.annotations.Nullable;

/**
 * Where the durable content of one task's stores is: byte stores by name that change together. Run by the task's worker.
 *
 * <p>After {@link #flush} everything written survives a crash; before it a crash leaves a prefix of the batches, each whole
 * or not at all. What cannot be read is a {@link dev.tidemark.core.failure.TidemarkException} with {@code STORE_CORRUPT}.
 */
public interface Engine extends AutoCloseable {

    /** The store of this name; created empty if there is none. */
    ByteStore store(String name);

    /** Why content of this store had to be dropped when the engine was opened, or null if it is all there. */
    @Nullable
    RebuildReason lost(String store);

    /** Drops the store's content, durably and at once, also if it cannot be read. */
    void clear(ByteStore store);

    /**
     * Tells that an empty store is about to take all of its content, or that it has it: in between order on disk may wait. An engine that is
     * opened again knows nothing of it.
     */
    void bulkLoading(ByteStore store, boolean begins);

    /** A new, empty batch of writes. */
    WriteBatch newBatch();

    /** Writes the batch as a whole and closes it. */
    void write(WriteBatch batch);

    /** Makes all that was written durable, across stores at once. */
    void flush();

    /**
     * As {@link #flush}, without waiting until it is done: a crash before that leaves an earlier prefix of the batches. What goes wrong meanwhile
     * is told by a later write or flush.
     */
    void beginFlush();

    /** Lets go of files and memory, without a flush. */
    @Override
    void close();
}
