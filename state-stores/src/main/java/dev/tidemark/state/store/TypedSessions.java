package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.Serde;
import dev.tidemark.state.SessionStore;
import dev.tidemark.state.SessionVisitor;

/** A session store by typed keys. Run by the task's worker. */
final class TypedSessions<K, V> implements SessionStore<K, V> {

    private final String name;
    private final Serde<K> keySerde;
    private final SessionLayout<V> layout;
    private final ByteSink key = new ByteSink();

    TypedSessions(String name, Serde<K> keySerde, SessionLayout<V> layout) {
        this.name = name;
        this.keySerde = keySerde;
        this.layout = layout;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void find(K typed, long fromMs, long toMs, SessionVisitor<V> visitor) {
        keySerde.write(typed, key.clear());
        layout.find(key.array(), 0, key.size(), fromMs, toMs, visitor);
    }

    @Override
    public void put(K typed, long startMs, long endMs, V value) {
        keySerde.write(typed, key.clear());
        layout.put(key.array(), 0, key.size(), startMs, endMs, value);
    }

    @Override
    public void remove(K typed, long startMs, long endMs) {
        keySerde.write(typed, key.clear());
        layout.remove(key.array(), 0, key.size(), startMs, endMs);
    }

    @Override
    public SessionLayout<V> bytes() {
        return layout;
    }
}
