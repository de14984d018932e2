package dev.tidemark.state.store;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.VersionVisitor;
import dev.tidemark.state.VersionedValues;
import dev.tidemark.state.wrap.LayeredStore;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A store whose keys are {@link VersionKeys}. Run by the task's worker.
 *
 * <p>What lies before the history does not show, whether or not it is still there: that is for {@link Sweep} to see to.
 */
final class VersionLayout<V> implements VersionedValues<V> {

    private final LayeredStore<Version<V>> layers;
    private final VersionKeys keys;
    private final Expiry expiry;
    private final long historyMs;
    private final KeyBytes slice = new KeyBytes();

    /** @param historyMs how far the history goes back from the frontier */
    VersionLayout(LayeredStore<Version<V>> layers, VersionKeys keys, Expiry expiry, long historyMs) {
        this.layers = layers;
        this.keys = keys;
        this.expiry = expiry;
        this.historyMs = historyMs;
    }

    @Override
    public @Nullable V get(ByteBuffer key) {
        slice.of(key);
        return get(slice.array(), slice.offset(), slice.length());
    }

    @Nullable
    V get(byte[] key, int offset, int length) {
        Found<V> found = latest(key, offset, length, Long.MAX_VALUE);
        return found == null ? null : found.version.value();
    }

    @Override
    public @Nullable V get(ByteBuffer key, long asOfMs) {
        slice.of(key);
        return get(slice.array(), slice.offset(), slice.length(), asOfMs);
    }

    @Nullable
    V get(byte[] key, int offset, int length, long asOfMs) {
        if (asOfMs < expiry.beforeMs()) {
            return null;
        }
        Found<V> found = latest(key, offset, length, asOfMs);
        return found == null ? null : found.version.value();
    }

    private record Found<V>(long validFromMs, Version<V> version) {}

    /** The version that was valid at a time. */
    private @Nullable Found<V> latest(byte[] key, int offset, int length, long asOfMs) {
        FirstVersion<V> first = new FirstVersion<>(length + VersionKeys.TIME_SIZE);
        layers.scan(keys.back(key, offset, length, asOfMs, Long.MIN_VALUE), first);
        return first.found;
    }

    /** Ends a scan at the first entry that is not of a longer key. */
    private static final class FirstVersion<V> implements LayeredStore.Visitor<Version<V>> {
        private final int size;
        private @Nullable Found<V> found;

        FirstVersion(int size) {
            this.size = size;
        }

        @Override
        public boolean entry(byte[] key, Version<V> version) {
            if (key.length != size) {
                return true;
            }
            found = new Found<>(VersionKeys.validFromOf(key), version);
            return false;
        }
    }

    @Override
    public boolean put(ByteBuffer key, V value, long validFromMs) {
        slice.of(key);
        return put(slice.array(), slice.offset(), slice.length(), new Version<>(value), validFromMs);
    }

    @Override
    public boolean delete(ByteBuffer key, long validFromMs) {
        slice.of(key);
        return put(slice.array(), slice.offset(), slice.length(), new Version<>(null), validFromMs);
    }

    boolean put(byte[] key, int offset, int length, Version<V> version, long validFromMs) {
        if (validFromMs < expiry.beforeMs()) {
            return false;
        }
        byte[] entry = keys.composed(key, offset, length, validFromMs);
        layers.put(entry, 0, entry.length, version);
        return true;
    }

    @Override
    public void versions(ByteBuffer key, long fromMs, long toMs, ScanOrder order, VersionVisitor<V> visitor) {
        slice.of(key);
        versions(slice.array(), slice.offset(), slice.length(), fromMs, toMs, order, visitor);
    }

    void versions(byte[] key, int offset, int length, long fromMs, long toMs, ScanOrder order,
            VersionVisitor<V> visitor) {
        long knownFromMs = Math.max(fromMs, expiry.beforeMs());
        if (knownFromMs >= toMs) {
            return;
        }
        // The first one began before the range, if another does not begin with it. A deletion is none: it may have been swept.
        Found<V> first = latest(key, offset, length, knownFromMs);
        long earliestMs = first == null || first.version.value() == null ? knownFromMs : first.validFromMs;
        KeyRange range = keys.back(key, offset, length, toMs - 1, earliestMs);
        int size = length + VersionKeys.TIME_SIZE;
        ScanOrder ofKeys = order == ScanOrder.FORWARD ? ScanOrder.REVERSE : ScanOrder.FORWARD;
        layers.scan(range, ofKeys, (found, version) -> {
            if (found.length == size) {
                visitor.version(VersionKeys.validFromOf(found), version.value());
            }
            return true;
        });
    }

    @Override
    public void advanceTo(long frontierMs) {
        if (frontierMs > Long.MIN_VALUE + historyMs) {
            expiry.raise(frontierMs - historyMs);
        }
    }

    @Override
    public long historyFromMs() {
        return expiry.beforeMs();
    }
}
