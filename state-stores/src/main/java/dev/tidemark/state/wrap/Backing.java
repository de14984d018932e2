package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
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

    /** The engine's store, where it has keys and values as they are put here; null: they are changed or looked at on the way. */
    default @Nullable ByteStore plain() {
        return null;
    }

    void put(WriteBatch batch, byte[] key, byte[] value);

    void delete(WriteBatch batch, byte[] key);

    void deleteRange(WriteBatch batch, KeyRange range);

    /** Drops everything, durably and at once, also what cannot be read. */
    void clear();
}
