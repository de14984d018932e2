package dev.tidemark.state.store;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.SessionValues;
import dev.tidemark.state.SessionVisitor;
import dev.tidemark.state.wrap.LayeredStore;
import java.nio.ByteBuffer;
import java.util.TreeSet;

/**
 * A store whose keys are {@link SessionKeys}. Run by the task's worker.
 *
 * <pre>
 *   segments        |     12      |     13      |     14      |     15      |
 *                   '-- sorted by end, in memory'             '- now
 *                       ^ expired before, within 12
 *
 *   by key    one short scan in each live segment from that of fromMs on, ended by the first session that starts behind toMs
 *   by end    the first segments, read once each and then kept in order
 * </pre>
 *
 * <p>A segment is about as long as the gap between sessions, so few are live unless time is held up: those between the
 * frontier less gap and grace, and the latest record.
 */
// Invariant: `live` has every segment with an entry that has not expired; `first` every such entry of the segments it covers.
final class SessionLayout<V> implements SessionValues<V> {

    private final String name;
    private final LayeredStore<TimedValue<V>> layers;
    private final SessionKeys keys;
    private final KeyBytes slice = new KeyBytes();

    private final TreeSet<Long> live = new TreeSet<>();
    private final EndedFirst first = new EndedFirst();
    private boolean known;

    SessionLayout(String name, LayeredStore<TimedValue<V>> layers, SessionKeys keys) {
        this.name = name;
        this.layers = layers;
        this.keys = keys;
    }

    /** The store was changed past this object, or back: what was learnt from it does not count. */
    void forget() {
        known = false;
        live.clear();
        first.clear();
    }

    private void know() {
        if (!known) {
            LiveSegments.forEach(layers, Long.MIN_VALUE, Long.MAX_VALUE, ScanOrder.FORWARD, live::add);
            known = true;
        }
    }

    @Override
    public void find(ByteBuffer key, long fromMs, long toMs, SessionVisitor<V> visitor) {
        slice.of(key);
        find(slice.array(), slice.offset(), slice.length(), fromMs, toMs, visitor);
    }

    void find(byte[] key, int offset, int length, long fromMs, long toMs, SessionVisitor<V> visitor) {
        know();
        long endsFromMs = Math.max(fromMs, keys.expiredBeforeMs());
        Long segment = live.ceiling(keys.segmentOf(endsFromMs));
        while (segment != null && findIn(segment, key, offset, length, endsFromMs, toMs, visitor)) {
            segment = live.higher(segment);
        }
    }

    /** @return whether later segments may have more */
    private boolean findIn(long segment, byte[] key, int offset, int length, long fromMs, long toMs,
            SessionVisitor<V> visitor) {
        keys.compose(segment, key, offset, length, Long.MIN_VALUE);
        byte[] first = keys.composedCopy();
        keys.compose(segment, key, offset, length, Long.MAX_VALUE);
        boolean[] more = {true};
        layers.scanTimes(first, keys.composedCopy(), ScanOrder.FORWARD, (found, held) -> {
            long startMs = SegmentKeys.startOf(found);
            if (startMs > toMs) {
                more[0] = false;
                return false;
            }
            if (held.timeMs >= fromMs) {
                visitor.session(SegmentKeys.keyOf(found), startMs, held.timeMs, held.value);
            }
            return true;
        });
        return more[0];
    }

    @Override
    public void put(ByteBuffer key, long startMs, long endMs, V value) {
        slice.of(key);
        put(slice.array(), slice.offset(), slice.length(), startMs, endMs, value);
    }

    void put(byte[] key, int offset, int length, long startMs, long endMs, V value) {
        check(startMs, endMs);
        know();
        keys.compose(key, offset, length, startMs, endMs);
        hold(endMs, new TimedValue<>(endMs, value));
    }

    @Override
    public void change(ByteBuffer key, long startMs, long endMs, long newStartMs, long newEndMs, V value) {
        slice.of(key);
        check(newStartMs, newEndMs);
        know();
        keys.compose(slice.array(), slice.offset(), slice.length(), startMs, endMs);
        TimedValue<V> held = Invariants.present(layers.get(keys.composed(), 0, keys.size()), "a session that changes");
        if (startMs != newStartMs || keys.segmentOf(endMs) != keys.segmentOf(newEndMs)) {
            drop(endMs);
            keys.compose(slice.array(), slice.offset(), slice.length(), newStartMs, newEndMs);
        } else if (first.covers(keys.segmentOf(endMs))) {
            first.remove(endMs, keys.composedCopy());
        }
        held.timeMs = newEndMs;
        held.value = value;
        hold(newEndMs, held);
    }

    @Override
    public void remove(ByteBuffer key, long startMs, long endMs) {
        slice.of(key);
        remove(slice.array(), slice.offset(), slice.length(), startMs, endMs);
    }

    void remove(byte[] key, int offset, int length, long startMs, long endMs) {
        if (endMs >= keys.expiredBeforeMs()) {
            keys.compose(key, offset, length, startMs, endMs);
            drop(endMs);
        }
    }

    private void hold(long endMs, TimedValue<V> held) {
        long segment = keys.segmentOf(endMs);
        layers.put(keys.composed(), 0, keys.size(), held);
        live.add(segment);
        if (first.covers(segment)) {
            first.add(endMs, keys.composedCopy());
        }
    }

    private void drop(long endMs) {
        layers.remove(keys.composed(), 0, keys.size());
        if (first.covers(keys.segmentOf(endMs))) {
            first.remove(endMs, keys.composedCopy());
        }
    }

    @Override
    public int scanEnded(long endMs, int limit, SessionVisitor<V> visitor) {
        if (limit <= 0 || endMs == Long.MIN_VALUE) {
            return 0;
        }
        know();
        long last = keys.segmentOf(endMs - 1);
        while (first.size() < limit && coverNext(last)) {
            // until there is enough, or no more
        }
        int visited = 0;
        for (EndedFirst.Entry entry : first.inOrder()) {
            if (entry.endMs >= endMs || visited == limit) {
                break;
            }
            byte[] key = entry.engineKey;
            TimedValue<V> held = Invariants.present(layers.get(key, 0, key.length),
                    "a session that was kept in order");
            visitor.session(SegmentKeys.keyOf(key), SegmentKeys.startOf(key), held.timeMs, held.value);
            visited++;
        }
        return visited;
    }

    @Override
    public long firstEndMs() {
        know();
        while (first.size() == 0 && coverNext(Long.MAX_VALUE)) {
            // until one has a session
        }
        return first.firstEndMs();
    }

    /** Takes the next live segment, up to this one, into what is kept in order; false if there is none. */
    private boolean coverNext(long last) {
        Long next = live.ceiling(first.coveredBefore());
        if (next == null || next > last) {
            return false;
        }
        layers.scan(KeyRange.prefix(SegmentKeys.segmentPrefix(next)), (key, held) -> {
            if (held.timeMs >= keys.expiredBeforeMs()) {
                first.add(held.timeMs, key);
            }
            return true;
        });
        first.coverUpTo(next);
        return true;
    }

    @Override
    public void expireBefore(long endMs) {
        if (endMs > keys.expiredBeforeMs()) {
            keys.expiry().raise(endMs);
            first.dropBefore(endMs);
            live.headSet(keys.segmentOf(endMs), false).clear();
        }
    }

    @Override
    public long expiredBeforeMs() {
        return keys.expiredBeforeMs();
    }

    private void check(long startMs, long endMs) {
        Invariants.check(startMs <= endMs, "session %s to %s of store %s", startMs, endMs, name);
        Invariants.check(endMs >= keys.expiredBeforeMs(), "session %s to %s of store %s has expired", startMs, endMs,
                name);
    }
}
