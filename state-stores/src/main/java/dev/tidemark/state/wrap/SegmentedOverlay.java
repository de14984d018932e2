package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * For keys that begin with a segment of time and end with a time, eight bytes each: a table for each segment, sorted when a scan first
 * comes to it, and dropped as a whole when its time is over. Run by the task's worker.
 *
 * <p>A tree of all keys would cost every change a walk past some twenty of them. But windows are written as long as they are
 * open and walked through once, when they close; and a join that looks a key's times up asks for one key, which a hash table finds.
 */
// Invariant: no segment is empty; the first `count` of `segments` ascend, and `tables` has the entries of each.
final class SegmentedOverlay<V> implements Overlay<V> {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SEGMENTS_INITIAL = 4;

    private long[] segments = new long[SEGMENTS_INITIAL];
    private SegmentEntries<V>[] tables = newArray(SEGMENTS_INITIAL);
    private int count;
    private int size;
    /** Where the segment is that was used last: most changes are in the one of before. */
    private int latest;
    /** The most that a segment had: what the next one is made for. */
    private int expected;

    @Override
    public int size() {
        return size;
    }

    @Override
    public @Nullable OverlayEntry<V> find(byte[] key, int offset, int length, int hash) {
        if (size == 0) {
            return null;
        }
        int at = placeOf(segmentOf(key, offset));
        return at < 0 ? null : tables[at].find(key, offset, length, hash);
    }

    /** Where the segment is; if it is not there, where it would be, less than zero by one more. */
    private int placeOf(long segment) {
        if (latest < count && segments[latest] == segment) {
            return latest;
        }
        int at = firstFrom(segment);
        if (at == count || segments[at] != segment) {
            return -1 - at;
        }
        latest = at;
        return at;
    }

    /** Where the first segment from this one on is. There are few, most of the time, and it is among the last. */
    private int firstFrom(long segment) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments[middle] < segment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void add(OverlayEntry<V> entry) {
        long segment = segmentOf(entry.key, 0);
        int at = placeOf(segment);
        if (at < 0) {
            at = -1 - at;
            insert(at, segment);
        }
        tables[at].add(entry);
        size++;
    }

    private void insert(int at, long segment) {
        if (count == segments.length) {
            segments = Arrays.copyOf(segments, 2 * count);
            tables = Arrays.copyOf(tables, 2 * count);
        }
        System.arraycopy(segments, at, segments, at + 1, count - at);
        System.arraycopy(tables, at, tables, at + 1, count - at);
        segments[at] = segment;
        tables[at] = new SegmentEntries<>(expected);
        count++;
        latest = at;
    }

    @Override
    public void clear() {
        Arrays.fill(tables, 0, count, null);
        count = 0;
        size = 0;
    }

    @Override
    public void compact() {
        size = 0;
        int left = 0;
        for (int i = 0; i < count; i++) {
            SegmentEntries<V> table = tables[i];
            expected = Math.max(expected / 2, table.size());
            table.compact();
            if (table.size() > 0) {
                segments[left] = segments[i];
                tables[left++] = table;
                size += table.size();
            }
        }
        Arrays.fill(tables, left, count, null);
        count = left;
    }

    @Override
    public Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder order) {
        byte[] to = range.to();
        int first = firstFrom(segmentOfPrefix(range.from()));
        int behind = count;
        if (to != null) {
            long last = segmentOfPrefix(to);
            behind = firstFrom(last);
            behind += behind < count && segments[behind] == last ? 1 : 0;
        }
        if (first >= behind) {
            return Collections.emptyIterator();
        }
        List<SegmentEntries<V>> walked = Arrays.asList(tables).subList(first, behind);
        return order == ScanOrder.FORWARD ? new Walk<>(walked.iterator(), true, range)
                : new Walk<>(walked.reversed().iterator(), false, range);
    }

    @Override
    public Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, int hash, ScanOrder order) {
        if (size == 0) {
            return Collections.emptyIterator();
        }
        int at = placeOf(segmentOf(first, 0));
        return at < 0 ? Collections.emptyIterator() : tables[at].times(first, last, hash, order);
    }

    @Override
    public void dropBefore(long segment, Consumer<OverlayEntry<V>> visitor) {
        int shown = firstFrom(segment);
        int left = 0;
        for (int i = 0; i < shown; i++) {
            SegmentEntries<V> table = tables[i];
            if (table.show(visitor)) {
                segments[left] = segments[i];
                tables[left++] = table;
            } else {
                expected = Math.max(expected / 2, table.size());
                size -= table.size();
            }
        }
        if (left < shown) {
            System.arraycopy(segments, shown, segments, left, count - shown);
            System.arraycopy(tables, shown, tables, left, count - shown);
            Arrays.fill(tables, count - shown + left, count, null);
            count -= shown - left;
        }
    }

    /** The segment of a key, of the sign as numbers have it. */
    static long segmentOf(byte[] key, int offset) {
        return (long) LONG.get(key, offset) ^ Long.MIN_VALUE;
    }

    /** The segment in which keys that begin so begin. */
    private static long segmentOfPrefix(byte[] prefix) {
        return segmentOf(prefix.length < Long.BYTES ? Arrays.copyOf(prefix, Long.BYTES) : prefix, 0);
    }

    /** Through one segment behind the other. Of the first and the last a part may lie outside of the range. */
    private static final class Walk<V> implements Iterator<OverlayEntry<V>> {

        private final Iterator<SegmentEntries<V>> segments;
        private final boolean forward;
        private final KeyRange range;
        private OverlayEntry<V>[] entries = EntryTable.newArray(0);
        private int at;
        private int end;

        Walk(Iterator<SegmentEntries<V>> segments, boolean forward, KeyRange range) {
            this.segments = segments;
            this.forward = forward;
            this.range = range;
            settle();
        }

        @Override
        public boolean hasNext() {
            return at != end;
        }

        @Override
        public OverlayEntry<V> next() {
            if (at == end) {
                throw new NoSuchElementException();
            }
            OverlayEntry<V> entry = entries[at];
            at += forward ? 1 : -1;
            if (at == end) {
                settle();
            }
            return entry;
        }

        /** Goes on to the next segment that has entries in the range. */
        private void settle() {
            while (at == end && segments.hasNext()) {
                entries = segments.next().sorted();
                byte[] to = range.to();
                int first = below(entries, range.from());
                int behind = to == null ? entries.length : Math.max(first, below(entries, to));
                at = forward ? first : behind - 1;
                end = forward ? behind : first - 1;
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

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> SegmentEntries<V>[] newArray(int length) {
        return new SegmentEntries[length];
    }
}
