package dev.tidemark.state.store;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.EntryVisitor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.wrap.LayeredStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store whose entries expire when the task's frontier has come a time to live past their last update. Run by the
 * task's worker.
 *
 * <pre>
 *   put(k, v, 100)        put(k, w, 160)           time to live 100
 *   100 -------- 160 --------------------- 260
 *                                           ^ a frontier of 260: k has expired
 * </pre>
 *
 * <p>Frontier and times alone decide what shows, whether or not an expired entry is still there: that is for {@link Sweep} to
 * see to. So content restored from the changelog shows what the content before it did.
 */
final class ExpiringLayout<V> extends KeyedLayout<V> implements Sweep.Rule {

    private final String name;
    private final LayeredStore<TimedValue<V>> layers;
    private final ExpiringKeys keys;
    private final Expiry expiry;
    private final long timeToLiveMs;

    ExpiringLayout(String name, LayeredStore<TimedValue<V>> layers, ExpiringKeys keys, Expiry expiry,
            long timeToLiveMs) {
        this.name = name;
        this.layers = layers;
        this.keys = keys;
        this.expiry = expiry;
        this.timeToLiveMs = timeToLiveMs;
    }

    @Override
    @Nullable
    V get(byte[] key, int offset, int length) {
        TimedValue<V> held = held(key, offset, length);
        return held == null ? null : held.value;
    }

    /** Leaves the key composed. */
    private @Nullable TimedValue<V> held(byte[] key, int offset, int length) {
        keys.compose(key, offset, length);
        TimedValue<V> held = layers.get(keys.composed(), 0, keys.size());
        return held == null || held.timeMs < expiry.beforeMs() ? null : held;
    }

    @Override
    void put(byte[] key, int offset, int length, V value) {
        throw Invariants
                .failure("store " + name + " has a time to live: entries are put with the time of their update");
    }

    /** An update that is older than the frontier less the time to live makes no entry; one that is there it changes. */
    @Override
    void put(byte[] key, int offset, int length, V value, long timeMs) {
        TimedValue<V> held = held(key, offset, length);
        if (held != null) {
            held.value = value;
            held.timeMs = Math.max(held.timeMs, timeMs);
            layers.put(keys.composed(), 0, keys.size(), held);
        } else if (timeMs >= expiry.beforeMs()) {
            layers.put(keys.composed(), 0, keys.size(), new TimedValue<>(timeMs, value));
        }
    }

    @Override
    void remove(byte[] key, int offset, int length) {
        keys.compose(key, offset, length);
        layers.remove(keys.composed(), 0, keys.size());
    }

    @Override
    public int scan(KeyRange range, ScanOrder order, int limit, EntryVisitor<V> visitor) {
        if (limit <= 0) {
            return 0;
        }
        int[] visited = {0};
        layers.scan(ExpiringKeys.range(range), order, (key, held) -> {
            if (held.timeMs < expiry.beforeMs()) {
                return true;
            }
            visitor.entry(ExpiringKeys.keyOf(key), held.value);
            return ++visited[0] < limit;
        });
        return visited[0];
    }

    @Override
    public void advanceTo(long frontierMs) {
        if (frontierMs >= Long.MIN_VALUE + timeToLiveMs) {
            expiry.raise(frontierMs - timeToLiveMs + 1); // last updated at or before frontier - time to live
        }
    }

    @Override
    public void begin() {}

    @Override
    public boolean suspect(byte[] key, byte[] value) {
        return TimedValue.timeOf(value) < expiry.beforeMs();
    }

    @Override
    public void remove(List<byte[]> suspects) {
        for (byte[] key : suspects) {
            TimedValue<V> held = layers.get(key, 0, key.length); // the engine may be behind
            if (held != null && held.timeMs < expiry.beforeMs()) {
                layers.remove(key, 0, key.length);
            }
        }
    }
}
