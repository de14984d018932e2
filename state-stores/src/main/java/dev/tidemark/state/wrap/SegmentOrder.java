package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For keys that begin with a segment of time and end with a time, eight bytes each: by segments, of which each is sorted when a
 * scan first comes to it. Run by the task's worker.
 *
 * <p>A tree of all keys would cost every change a walk past some twenty of them. But windows are written as long as they are
 * open and walked through once, when they close; and a join that looks a key's times up asks for one key, which a hash table finds.
 */
final class SegmentOrder<V> implements KeyOrder<V> {

    private final TreeMap<Long, SegmentEntries<V>> segments = new TreeMap<>();
    private @Nullable SegmentEntries<V> latest;
    private long latestSegment;

    @Override
    public void add(OverlayEntry<V> entry) {
        long segment = segmentOf(entry.key);
        SegmentEntries<V> entries = latest;
        if (entries == null || latestSegment != segment) {
            entries = segments.computeIfAbsent(segment, absent -> new SegmentEntries<>());
            latest = entries;
            latestSegment = segment;
        }
        entries.add(entry);
    }

    @Override
    public void clear() {
        segments.clear();
        latest = null;
    }

    @Override
    public Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder order) {
        byte[] to = range.to();
        long first = segmentOf(range.from());
        long last = to == null ? Long.MAX_VALUE : segmentOf(to);
        if (last < first) {
            return Collections.emptyIterator();
        }
        NavigableMap<Long, SegmentEntries<V>> walked = segments.subMap(first, true, last, true);
        return order == ScanOrder.FORWARD
                ? new Walk<>(walked.values().iterator(), true, range.from())
                : new Walk<>(walked.descendingMap().values().iterator(), false, to);
    }

    @Override
    public Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, ScanOrder order) {
        SegmentEntries<V> entries = segments.get(segmentOf(first));
        return entries == null ? Collections.emptyIterator() : entries.times(first, last, order);
    }

    @Override
    public void copyTo(OverlayEntry<V>[] all) {
        int at = 0;
        for (SegmentEntries<V> entries : segments.values()) {
            OverlayEntry<V>[] sorted = entries.sorted();
            System.arraycopy(sorted, 0, all, at, sorted.length);
            at += sorted.length;
        }
    }

    /** The segment of a key, or the one in which a shorter prefix begins; of the sign as numbers have it. */
    static long segmentOf(byte[] key) {
        byte[] segment = key.length < Long.BYTES ? Arrays.copyOf(key, Long.BYTES) : key;
        return ByteBuffer.wrap(segment).getLong() ^ Long.MIN_VALUE;
    }

    /** Through one segment behind the other. Of the first a part lies outside of the range. */
    private static final class Walk<V> implements Iterator<OverlayEntry<V>> {

        private final Iterator<SegmentEntries<V>> segments;
        private final boolean forward;
        private OverlayEntry<V>[] entries;
        private int at;

        /** @param bound from this key on; backward, below it; null: from the end */
        Walk(Iterator<SegmentEntries<V>> segments, boolean forward, byte @Nullable [] bound) {
            this.segments = segments;
            this.forward = forward;
            this.entries = segments.hasNext() ? segments.next().sorted() : SegmentEntries.none();
            int below = bound == null ? entries.length : below(entries, bound);
            this.at = forward ? below : below - 1;
            settle();
        }

        @Override
        public boolean hasNext() {
            return at >= 0 && at < entries.length;
        }

        @Override
        public OverlayEntry<V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            OverlayEntry<V> entry = entries[at];
            at += forward ? 1 : -1;
            settle();
            return entry;
        }

        private void settle() {
            while (!hasNext() && segments.hasNext()) {
                entries = segments.next().sorted();
                at = forward ? 0 : entries.length - 1;
            }
        }

        /** How many entries come before this key. */
        private static int below(OverlayEntry<?>[] sorted, byte[] key) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Arrays.compareUnsigned(sorted[middle].key, key) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
