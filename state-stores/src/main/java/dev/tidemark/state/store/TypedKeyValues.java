package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.Serde;
import dev.tidemark.state.KeyValueStore;
import dev.tidemark.state.KeyValues;
import dev.tidemark.state.wrap.LayeredStore;
import org.jspecify.annotations.Nullable;

/** A key-value store by typed keys. Run by the task's worker. */
final class TypedKeyValues<K, V> implements KeyValueStore<K, V> {

    private final String name;
    private final Serde<K> keySerde;
    private final LayeredStore<V> layers;
    private final KeyValueLayout<V> layout;
    private final ByteSink key = new ByteSink();

    TypedKeyValues(String name, Serde<K> keySerde, LayeredStore<V> layers) {
        this.name = name;
        this.keySerde = keySerde;
        this.layers = layers;
        this.layout = new KeyValueLayout<>(layers);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable V get(K typed) {
        keySerde.write(typed, key.clear());
        return layers.get(key.array(), 0, key.size());
    }

    @Override
    public void put(K typed, V value) {
        keySerde.write(typed, key.clear());
        layers.put(key.array(), 0, key.size(), value);
    }

    @Override
    public void remove(K typed) {
        keySerde.write(typed, key.clear());
        layers.remove(key.array(), 0, key.size());
    }

    @Override
    public KeyValues<V> bytes() {
        return layout;
    }
}
