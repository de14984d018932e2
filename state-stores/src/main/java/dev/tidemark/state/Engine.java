package dev.tidemark.state;

/**
 * Where the durable content of one task's stores is: byte stores by name that change together. Run by the task's worker.
 *
 * <p>After {@link #flush} everything written survives a crash; before it a crash leaves a prefix of the batches, each whole
 * or not at all. What cannot be read is a {@link dev.tidemark.core.failure.TidemarkException} with {@code STORE_CORRUPT}.
 */
public interface Engine extends AutoCloseable {

    /** The store of this name; created empty if there is none. */
    ByteStore store(String name);

    /** A new, empty batch of writes. */
    WriteBatch newBatch();

    /** Writes the batch as a whole and closes it. */
    void write(WriteBatch batch);

    /** Makes all that was written durable, across stores at once. */
    void flush();

    /** Lets go of files and memory, without a flush. */
    @Override
    void close();
}
