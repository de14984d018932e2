package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The durable layer of one store: where in the engine it is, and in which form. Run by the task's worker. */
public interface Backing {

    /** Whether {@link #get} could find the key: false spares it. */
    default boolean mayHold(byte[] key, int offset, int length) {
        return true;
    }

    /** The value, or null. */
    byte @Nullable [] get(byte[] key, int offset, int length);

    /** As {@link dev.tidemark.state.ByteStore#scan}. */
    ByteCursor scan(KeyRange range, ScanOrder order);

    void put(WriteBatch batch, byte[] key, byte[] value);

    /** As {@link #put(WriteBatch, byte[], byte[])}, of bytes at absolute positions of a buffer. */
    default void put(WriteBatch batch, ByteBuffer from, int keyPosition, int keyLength, int valuePosition,
            int valueLength) {
        byte[] key = new byte[keyLength];
        from.get(keyPosition, key);
        byte[] value = new byte[valueLength];
        from.get(valuePosition, value);
        put(batch, key, value);
    }

    void delete(WriteBatch batch, byte[] key);

    void deleteRange(WriteBatch batch, KeyRange range);

    /** Drops everything, durably and at once, also what cannot be read. */
    void clear();
}
