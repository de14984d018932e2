package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

    /** The hash by which entries are found. */
    static int hash(byte[] key, int offset, int length) {
        return Hash.of(key, offset, length);
    }

    /** Multiply and fold, eight bytes at a time. */
    final class Hash {

        private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
                ByteOrder.LITTLE_ENDIAN);

        private Hash() {}

        private static int of(byte[] key, int offset, int length) {
            long h = length * 0x9e3779b97f4a7c15L;
            int at = offset;
            int end = offset + length;
            for (; at <= end - 8; at += 8) {
                h = (h ^ (long) LONG.get(key, at)) * 0xff51afd7ed558ccdL;
                h ^= h >>> 32;
            }
            for (; at < end; at++) {
                h = (h ^ key[at]) * 0xc4ceb9fe1a85ec53L;
            }
            return (int) (h ^ (h >>> 29) ^ (h >>> 47));
        }
    }
}
