package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.Serde;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WindowStore;
import dev.tidemark.state.WindowValues;
import dev.tidemark.state.WindowVisitor;
import org.jspecify.annotations.Nullable;

/** A windowed store by typed keys. Run by the task's worker. */
final class TypedWindows<K, V> implements WindowStore<K, V> {

    private final String name;
    private final Serde<K> keySerde;
    private final WindowLayout<V> layout;
    private final ByteSink key = new ByteSink();

    TypedWindows(String name, Serde<K> keySerde, WindowLayout<V> layout) {
        this.name = name;
        this.keySerde = keySerde;
        this.layout = layout;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable V get(K typed, long startMs) {
        keySerde.write(typed, key.clear());
        return layout.get(key.array(), 0, key.size(), startMs);
    }

    @Override
    public void put(K typed, long startMs, V value) {
        keySerde.write(typed, key.clear());
        layout.put(key.array(), 0, key.size(), startMs, value);
    }

    @Override
    public void remove(K typed, long startMs) {
        keySerde.write(typed, key.clear());
        layout.remove(key.array(), 0, key.size(), startMs);
    }

    @Override
    public void scan(K typed, long fromMs, long toMs, ScanOrder order, WindowVisitor<V> visitor) {
        keySerde.write(typed, key.clear());
        layout.scanKey(key.array(), 0, key.size(), fromMs, toMs, order, visitor);
    }

    @Override
    public WindowValues<V> bytes() {
        return layout;
    }
}
