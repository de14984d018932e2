package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.util.Iterator;

/** The entries of one layer by their keys, for scans. Run by the task's worker. */
sealed interface KeyOrder<V> permits TreeOrder, SegmentOrder {

    /** Takes an entry whose key it does not have. */
    void add(OverlayEntry<V> entry);

    void clear();

    /** From where the range begins, in this order, on; the walk does not end where the range does. */
    Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder order);

    /**
     * Those whose key is the one of {@code first} with another time in its last eight bytes, up to that of {@code last}, both
     * included; not those of longer keys that begin likewise.
     */
    Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, ScanOrder order);

    /** Copies all, from the least key on. */
    void copyTo(OverlayEntry<V>[] entries);
}
