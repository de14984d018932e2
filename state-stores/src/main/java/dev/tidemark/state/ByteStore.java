package dev.tidemark.state;

import org.jspecify.annotations.Nullable;

/** Keys and values as bytes, in the order of unsigned bytes; one store of an {@link Engine}. Run by the task's worker. */
public interface ByteStore {

    String name();

    /** The value, in an array of the caller's own, or null. */
    byte @Nullable [] get(byte[] key, int offset, int length);

    /** Goes before the first key of the range in this order. Sees what was written before the call. */
    ByteCursor scan(KeyRange range, ScanOrder order);

    /** As above, forward. */
    default ByteCursor scan(KeyRange range) {
        return scan(range, ScanOrder.FORWARD);
    }
}
