package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.Serde;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.VersionVisitor;
import dev.tidemark.state.VersionedStore;
import dev.tidemark.state.VersionedValues;
import org.jspecify.annotations.Nullable;

/** A versioned store by typed keys. Run by the task's worker. */
final class TypedVersions<K, V> implements VersionedStore<K, V> {

    private final String name;
    private final Serde<K> keySerde;
    private final VersionLayout<V> layout;
    private final ByteSink key = new ByteSink();

    TypedVersions(String name, Serde<K> keySerde, VersionLayout<V> layout) {
        this.name = name;
        this.keySerde = keySerde;
        this.layout = layout;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable V get(K typed) {
        keySerde.write(typed, key.clear());
        return layout.get(key.array(), 0, key.size());
    }

    @Override
    public @Nullable V get(K typed, long asOfMs) {
        keySerde.write(typed, key.clear());
        return layout.get(key.array(), 0, key.size(), asOfMs);
    }

    @Override
    public boolean put(K typed, V value, long validFromMs) {
        keySerde.write(typed, key.clear());
        return layout.put(key.array(), 0, key.size(), new Version<>(value), validFromMs);
    }

    @Override
    public boolean delete(K typed, long validFromMs) {
        keySerde.write(typed, key.clear());
        return layout.put(key.array(), 0, key.size(), new Version<>(null), validFromMs);
    }

    @Override
    public void versions(K typed, long fromMs, long toMs, ScanOrder order, VersionVisitor<V> visitor) {
        keySerde.write(typed, key.clear());
        layout.versions(key.array(), 0, key.size(), fromMs, toMs, order, visitor);
    }

    @Override
    public VersionedValues<V> bytes() {
        return layout;
    }
}
