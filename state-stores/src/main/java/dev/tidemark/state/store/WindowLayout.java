package dev.tidemark.state.store;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.EntryVisitor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WindowEntryVisitor;
import dev.tidemark.state.WindowValues;
import dev.tidemark.state.WindowVisitor;
import dev.tidemark.state.wrap.LayeredStore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A store whose keys are {@link WindowKeys}. Run by the task's worker. */
final class WindowLayout<V> implements WindowValues<V> {

    /** A range of more segments than this is taken by those that have entries. */
    private static final int SEGMENTS_TRIED_MAX = 4;

    private final String name;
    private final LayeredStore<V> layers;
    private final WindowKeys keys;
    private final KeyBytes slice = new KeyBytes();
    /** The start that was composed last, and its segment: most records come to the window of the one before. */
    private long composedStartMs;
    private long composedSegment;

    WindowLayout(String name, LayeredStore<V> layers, WindowKeys keys) {
        this.name = name;
        this.layers = layers;
        this.keys = keys;
        this.composedSegment = keys.segmentOf(composedStartMs);
    }

    @Override
    public @Nullable V get(ByteBuffer key, long startMs) {
        slice.of(key);
        return get(slice.array(), slice.offset(), slice.length(), startMs);
    }

    @Override
    public void put(ByteBuffer key, long startMs, V value) {
        slice.of(key);
        put(slice.array(), slice.offset(), slice.length(), startMs, value);
    }

    @Override
    public void remove(ByteBuffer key, long startMs) {
        slice.of(key);
        remove(slice.array(), slice.offset(), slice.length(), startMs);
    }

    @Nullable
    V get(byte[] key, int offset, int length, long startMs) {
        compose(key, offset, length, startMs);
        return startMs < keys.expiredBeforeMs() ? null : layers.get(keys.composed(), 0, keys.size());
    }

    void put(byte[] key, int offset, int length, long startMs, V value) {
        compose(key, offset, length, startMs);
        Invariants.check(startMs >= keys.expiredBeforeMs(), "window %s of store %s has expired", startMs, name);
        layers.put(keys.composed(), 0, keys.size(), value);
    }

    void remove(byte[] key, int offset, int length, long startMs) {
        compose(key, offset, length, startMs);
        if (startMs >= keys.expiredBeforeMs()) {
            layers.remove(keys.composed(), 0, keys.size());
        }
    }

    @Override
    public int scanWindow(long startMs, int limit, EntryVisitor<V> visitor) {
        return scanWindow(startMs, SegmentKeys.segmentPrefix(keys.segmentOf(startMs)), limit, visitor);
    }

    @Override
    public int scanWindow(long startMs, ByteBuffer afterKey, int limit, EntryVisitor<V> visitor) {
        slice.of(afterKey);
        compose(slice.array(), slice.offset(), slice.length(), startMs);
        // The least key behind another is that one and a zero.
        return scanWindow(startMs, Arrays.copyOf(keys.composedCopy(), keys.size() + 1), limit, visitor);
    }

    private int scanWindow(long startMs, byte[] from, int limit, EntryVisitor<V> visitor) {
        if (limit <= 0) {
            return 0;
        }
        int[] visited = {0};
        KeyRange range = KeyRange.of(from, SegmentKeys.segmentPrefix(keys.segmentOf(startMs) + 1));
        layers.scan(range, (key, value) -> {
            if (SegmentKeys.startOf(key) != startMs) {
                return true;
            }
            visitor.entry(SegmentKeys.keyOf(key), value);
            return ++visited[0] < limit;
        });
        return visited[0];
    }

    @Override
    public void scanKey(ByteBuffer key, long fromMs, long toMs, ScanOrder order, WindowVisitor<V> visitor) {
        slice.of(key);
        scanKey(slice.array(), slice.offset(), slice.length(), fromMs, toMs, order, visitor);
    }

    void scanKey(byte[] key, int offset, int length, long fromMs, long toMs, ScanOrder order,
            WindowVisitor<V> visitor) {
        long firstLive = Math.max(fromMs, keys.expiredBeforeMs());
        if (firstLive >= toMs) {
            return;
        }
        keys.compose(key, offset, length, firstLive);
        byte[] from = keys.composedCopy();
        byte[] to = from.clone();
        long first = keys.segmentOf(firstLive);
        long last = keys.segmentOf(toMs - 1);
        LongConsumer scan = segment -> scanKey(from, to, segment, firstLive, toMs, order, visitor);
        if (last - first < 0 || last - first >= SEGMENTS_TRIED_MAX) { // a difference below zero is one too large for a long
            LiveSegments.forEach(layers, first, last, order, scan);
            return;
        }
        for (long i = 0; i <= last - first; i++) {
            scan.accept(order == ScanOrder.FORWARD ? first + i : last - i);
        }
    }

    /** @param from a key of the range's, whose segment and start are overwritten; {@code to} likewise */
    private void scanKey(byte[] from, byte[] to, long segment, long fromMs, long toMs, ScanOrder order,
            WindowVisitor<V> visitor) {
        int startAt = from.length - SegmentKeys.START_SIZE;
        SegmentKeys.putLong(from, 0, segment);
        SegmentKeys.putLong(from, startAt, fromMs);
        SegmentKeys.putLong(to, 0, segment);
        SegmentKeys.putLong(to, startAt, toMs - 1);
        layers.scanTimes(from, to, order, (found, value) -> {
            visitor.window(SegmentKeys.startOf(found), value);
            return true;
        });
    }

    @Override
    public int scanAll(long fromMs, long toMs, ScanOrder order, int limit, WindowEntryVisitor<V> visitor) {
        long firstLive = Math.max(fromMs, keys.expiredBeforeMs());
        if (limit <= 0 || firstLive >= toMs) {
            return 0;
        }
        int[] visited = {0};
        KeyRange segments = SegmentKeys.segments(keys.segmentOf(firstLive), keys.segmentOf(toMs - 1));
        layers.scan(segments, order, (found, value) -> {
            long startMs = SegmentKeys.startOf(found);
            if (startMs < firstLive || startMs >= toMs) {
                return true; // a neighbour in the first or the last segment
            }
            visitor.window(SegmentKeys.keyOf(found), startMs, value);
            return ++visited[0] < limit;
        });
        return visited[0];
    }

    @Override
    public long[] starts() {
        TreeSet<Long> starts = new TreeSet<>();
        LiveSegments.forEach(layers, Long.MIN_VALUE, Long.MAX_VALUE, ScanOrder.FORWARD, segment -> {
            if (keys.windowsPerSegment() == 1) {
                starts.add(segment * keys.advanceMs());
            } else {
                layers.scan(KeyRange.prefix(SegmentKeys.segmentPrefix(segment)), (key, value) -> {
                    starts.add(SegmentKeys.startOf(key));
                    return true;
                });
            }
        });
        return starts.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public void expireBefore(long startMs) {
        keys.expiry().raise(startMs);
    }

    @Override
    public long expiredBeforeMs() {
        return keys.expiredBeforeMs();
    }

    private void compose(byte[] key, int offset, int length, long startMs) {
        if (startMs != composedStartMs) {
            Invariants.check(Math.floorMod(startMs, keys.advanceMs()) == 0,
                    "window start %s of store %s is no multiple of %s",
                    startMs, name, keys.advanceMs());
            composedStartMs = startMs;
            composedSegment = keys.segmentOf(startMs);
        }
        keys.compose(composedSegment, key, offset, length, startMs);
    }
}
