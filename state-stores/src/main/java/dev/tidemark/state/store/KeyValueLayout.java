package dev.tidemark.state.store;

import dev.tidemark.state.EntryVisitor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.KeyValues;
import dev.tidemark.state.wrap.LayeredStore;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A store whose keys are the users' own bytes. Run by the task's worker. */
final class KeyValueLayout<V> implements KeyValues<V> {

    private final LayeredStore<V> layers;
    private final KeyBytes slice = new KeyBytes();

    KeyValueLayout(LayeredStore<V> layers) {
        this.layers = layers;
    }

    @Override
    public @Nullable V get(ByteBuffer key) {
        slice.of(key);
        return layers.get(slice.array(), slice.offset(), slice.length());
    }

    @Override
    public void put(ByteBuffer key, V value) {
        slice.of(key);
        layers.put(slice.array(), slice.offset(), slice.length(), value);
    }

    @Override
    public void remove(ByteBuffer key) {
        slice.of(key);
        layers.remove(slice.array(), slice.offset(), slice.length());
    }

    @Override
    public int scan(KeyRange range, int limit, EntryVisitor<V> visitor) {
        if (limit <= 0) {
            return 0;
        }
        int[] visited = {0};
        layers.scan(range, (key, value) -> {
            visitor.entry(ByteBuffer.wrap(key), value);
            return ++visited[0] < limit;
        });
        return visited[0];
    }
}
