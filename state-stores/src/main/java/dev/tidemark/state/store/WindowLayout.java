package dev.tidemark.state.store;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.EntryVisitor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.WindowValues;
import dev.tidemark.state.WindowVisitor;
import dev.tidemark.state.wrap.LayeredStore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A store whose keys are {@link WindowKeys}. Run by the task's worker. */
final class WindowLayout<V> implements WindowValues<V> {

    private final String name;
    private final LayeredStore<V> layers;
    private final WindowKeys keys;
    private final KeyBytes slice = new KeyBytes();

    WindowLayout(String name, LayeredStore<V> layers, WindowKeys keys) {
        this.name = name;
        this.layers = layers;
        this.keys = keys;
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
    public void scanKey(ByteBuffer key, long fromMs, long toMs, WindowVisitor<V> visitor) {
        slice.of(key);
        compose(slice.array(), slice.offset(), slice.length(), 0L);
        byte[] prefix = Arrays.copyOf(keys.composed(), keys.size() - SegmentKeys.START_SIZE);
        int length = keys.size();
        long firstLive = Math.max(fromMs, keys.expiredBeforeMs());
        LiveSegments.forEach(layers, keys.segmentOf(firstLive), keys.segmentOf(toMs), segment -> {
            SegmentKeys.putLong(prefix, 0, segment);
            layers.scan(KeyRange.prefix(prefix), (found, value) -> {
                long start = SegmentKeys.startOf(found);
                // Of another length is a longer key that starts like this one.
                if (found.length == length && start >= fromMs && start < toMs) {
                    visitor.window(start, value);
                }
                return true;
            });
        });
    }

    @Override
    public long[] starts() {
        TreeSet<Long> starts = new TreeSet<>();
        LiveSegments.forEach(layers, Long.MIN_VALUE, Long.MAX_VALUE, segment -> {
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
        if (startMs > keys.expiredBeforeMs()) {
            keys.expiredBeforeMs(startMs);
        }
    }

    @Override
    public long expiredBeforeMs() {
        return keys.expiredBeforeMs();
    }

    private void compose(byte[] key, int offset, int length, long startMs) {
        Invariants.check(Math.floorMod(startMs, keys.advanceMs()) == 0,
                "window start %s of store %s is no multiple of %s",
                startMs, name, keys.advanceMs());
        keys.compose(key, offset, length, startMs);
    }
}
