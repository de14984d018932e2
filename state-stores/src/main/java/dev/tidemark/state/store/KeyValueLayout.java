package dev.tidemark.state.store;

import dev.tidemark.state.EntryVisitor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.wrap.LayeredStore;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A store whose keys are the users' own bytes. Run by the task's worker. */
final class KeyValueLayout<V> extends KeyedLayout<V> {

    private final LayeredStore<V> layers;

    KeyValueLayout(LayeredStore<V> layers) {
        this.layers = layers;
    }

    @Override
    @Nullable
    V get(byte[] key, int offset, int length) {
        return layers.get(key, offset, length);
    }

    @Override
    void put(byte[] key, int offset, int length, V value) {
        layers.put(key, offset, length, value);
    }

    @Override
    void put(byte[] key, int offset, int length, V value, long timeMs) {
        layers.put(key, offset, length, value);
    }

    @Override
    void remove(byte[] key, int offset, int length) {
        layers.remove(key, offset, length);
    }

    @Override
    public int scan(KeyRange range, ScanOrder order, int limit, EntryVisitor<V> visitor) {
        if (limit <= 0) {
            return 0;
        }
        int[] visited = {0};
        layers.scan(range, order, (key, value) -> {
            visitor.entry(ByteBuffer.wrap(key), value);
            return ++visited[0] < limit;
        });
        return visited[0];
    }

    /** Entries stay until they are removed. */
    @Override
    public void advanceTo(long frontierMs) {}
}
