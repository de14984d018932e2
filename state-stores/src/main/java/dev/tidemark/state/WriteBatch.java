package dev.tidemark.state;

import java.nio.ByteBuffer;

/** Writes that an {@link Engine} takes as a whole, in the order of the calls. Run by who made it. Arrays are not kept. */
public interface WriteBatch extends AutoCloseable {

    void put(ByteStore store, byte[] key, byte[] value);

    /** As {@link #put(ByteStore, byte[], byte[])}, of bytes at absolute positions of a buffer. */
    default void put(ByteStore store, ByteBuffer from, int keyPosition, int keyLength, int valuePosition,
            int valueLength) {
        byte[] key = new byte[keyLength];
        from.get(keyPosition, key);
        byte[] value = new byte[valueLength];
        from.get(valuePosition, value);
        put(store, key, value);
    }

    void delete(ByteStore store, byte[] key);

    void deleteRange(ByteStore store, KeyRange range);

    /** About how many bytes the batch holds. */
    long sizeInBytes();

    /** Lets go of its memory; after {@link Engine#write} that has happened. */
    @Override
    void close();
}
