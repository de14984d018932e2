package dev.tidemark.state.store;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.state.wrap.Backing;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Spares the engine the questions about segments of time of which it has nothing: nearly all, for most windows come and go
 * between two checkpoints. Run by the task's worker.
 */
// Invariant: once it is known, `stored` has every segment of which the engine has an entry, and perhaps more.
final class SegmentedBacking implements Backing {

    private final Backing inner;
    private final NavigableSet<Long> stored = new TreeSet<>();
    private boolean known;
    /** The segment that was asked about last, and the answer: most questions are about the one of before. */
    private long askedSegment;
    private boolean askedIsStored;
    private boolean asked;

    SegmentedBacking(Backing inner) {
        this.inner = inner;
    }

    @Override
    public boolean mayHold(byte[] key, int offset, int length) {
        if (stored().isEmpty()) {
            return false;
        }
        long segment = SegmentKeys.getLong(key, offset);
        if (!asked || segment != askedSegment) {
            askedIsStored = stored().contains(segment);
            askedSegment = segment;
            asked = true;
        }
        return askedIsStored;
    }

    @Override
    public byte @Nullable [] get(byte[] key, int offset, int length) {
        return inner.get(key, offset, length);
    }

    @Override
    public ByteCursor scan(KeyRange range, ScanOrder order) {
        Long first = stored().ceiling(SegmentKeys.segmentOfPrefix(range.from()));
        return first == null || beginsBehind(first, range.to()) ? ByteCursor.NONE : inner.scan(range, order);
    }

    private static boolean beginsBehind(long segment, byte @Nullable [] to) {
        if (to == null) {
            return false;
        }
        long last = SegmentKeys.segmentOfPrefix(to);
        return to.length > SegmentKeys.SEGMENT_SIZE ? segment > last : segment >= last;
    }

    @Override
    public void put(WriteBatch batch, byte[] key, byte[] value) {
        stored().add(SegmentKeys.segmentOfKey(key));
        asked = false;
        inner.put(batch, key, value);
    }

    @Override
    public void delete(WriteBatch batch, byte[] key) {
        if (mayHold(key, 0, key.length)) {
            inner.delete(batch, key);
        }
    }

    @Override
    public void deleteRange(WriteBatch batch, KeyRange range) {
        byte[] to = range.to();
        if (range.from().length == 0 && to != null && to.length == SegmentKeys.SEGMENT_SIZE) {
            stored().headSet(SegmentKeys.segmentOfKey(to), false).clear();
            asked = false;
        }
        inner.deleteRange(batch, range);
    }

    @Override
    public void clear() {
        inner.clear();
        stored.clear();
        known = true;
        asked = false;
    }

    private NavigableSet<Long> stored() {
        if (!known) {
            Long segment = firstFrom(new byte[0]);
            while (segment != null) {
                stored.add(segment);
                segment = segment == Long.MAX_VALUE ? null : firstFrom(SegmentKeys.segmentPrefix(segment + 1));
            }
            known = true;
        }
        return stored;
    }

    private @Nullable Long firstFrom(byte[] key) {
        try (ByteCursor cursor = inner.scan(KeyRange.of(key, null), ScanOrder.FORWARD)) {
            return cursor.next() ? SegmentKeys.segmentOfPrefix(cursor.key()) : null;
        }
    }
}
