package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all layers of a store have changed, by the bytes of the keys. Run by the task's worker. */
sealed interface Overlay<V> permits KeyedOverlay, SegmentedOverlay {

    int size();

    /** The entry of a key, or null. */
    @Nullable
    OverlayEntry<V> find(byte[] key, int offset, int length, int hash);

    /** Adds an entry whose key is not there. */
    void add(OverlayEntry<V> entry);

    void clear();

    /** Forgets entries that no layer has changed. */
    void compact();

    /** The entries of a range in order or back; not of a store that was declared POINT. */
    Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder order);

    /**
     * Those whose key is the one of {@code first} with another time in its last eight bytes, up to that of {@code last}, both
     * included; not those of longer keys that begin likewise.
     *
     * @param hash see {@link SegmentEntries#hashWithoutTime}
     */
    Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, int hash, ScanOrder order);

    /** Shows all entries of segments of time before this one, of keys that begin with one, and forgets the segments of which no layer has any then. */
    void dropBefore(long segment, Consumer<OverlayEntry<V>> visitor);
}
