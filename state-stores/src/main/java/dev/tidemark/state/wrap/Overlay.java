package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One layer: changes by the bytes of their keys. Run by the task's worker. */
sealed interface Overlay<V> permits KeyedOverlay, SegmentedOverlay {

    int size();

    default boolean isEmpty() {
        return size() == 0;
    }

    /** The entry of a key, or null. */
    @Nullable
    OverlayEntry<V> find(byte[] key, int offset, int length, int hash);

    /** Adds an entry whose key is not there. */
    void add(OverlayEntry<V> entry);

    void clear();

    /** Visits all entries, in no order to rely on. */
    void forEach(Consumer<OverlayEntry<V>> visitor);

    /** All entries in the order of their keys, as an array of their own. */
    OverlayEntry<V>[] inOrder();

    /** The entries of a range in order or back; not of a store that was declared POINT. */
    Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder order);

    /**
     * Those whose key is the one of {@code first} with another time in its last eight bytes, up to that of {@code last}, both
     * included; not those of longer keys that begin likewise.
     *
     * @param hash see {@link SegmentEntries#hashWithoutTime}
     */
    Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, int hash, ScanOrder order);

    /** Visits the segments of time that have entries, of keys that begin with one. */
    void forEachSegment(LongConsumer visitor);

    /** Drops the segments of time before this one, of keys that begin with one. Each entry that goes is shown. */
    void dropBefore(long segment, Consumer<OverlayEntry<V>> dropped);
}
