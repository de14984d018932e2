package dev.tidemark.state;

/** Writes that an {@link Engine} takes as a whole, in the order of the calls. Run by who made it. Arrays are not kept. */
public interface WriteBatch extends AutoCloseable {

    void put(ByteStore store, byte[] key, byte[] value);

    void delete(ByteStore store, byte[] key);

    void deleteRange(ByteStore store, KeyRange range);

    /** About how many bytes the batch holds. */
    long sizeInBytes();

    /** Lets go of its memory; after {@link Engine#write} that has happened. */
    @Override
    void close();
}
