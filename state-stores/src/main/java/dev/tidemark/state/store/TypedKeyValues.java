package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.KeyValueStore;
import dev.tidemark.state.KeyValues;
import dev.tidemark.state.KeyVisitor;
import dev.tidemark.state.ScanOrder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A key-value store by typed keys. Run by the task's worker. */
final class TypedKeyValues<K, V> implements KeyValueStore<K, V> {

    private final String name;
    private final Serde<K> keySerde;
    private final KeyedLayout<V> layout;
    private final ByteSink key = new ByteSink();
    private final ByteSource source = new ByteSource();

    TypedKeyValues(String name, Serde<K> keySerde, KeyedLayout<V> layout) {
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
    public void put(K typed, V value) {
        keySerde.write(typed, key.clear());
        layout.put(key.array(), 0, key.size(), value);
    }

    @Override
    public void put(K typed, V value, long timeMs) {
        keySerde.write(typed, key.clear());
        layout.put(key.array(), 0, key.size(), value, timeMs);
    }

    @Override
    public void remove(K typed) {
        keySerde.write(typed, key.clear());
        layout.remove(key.array(), 0, key.size());
    }

    @Override
    public int range(K from, K to, ScanOrder order, int limit, KeyVisitor<K, V> visitor) {
        return scan(KeyRange.of(keySerde.toBytes(from), keySerde.toBytes(to)), order, limit, visitor);
    }

    @Override
    public int prefix(byte[] prefix, ScanOrder order, int limit, KeyVisitor<K, V> visitor) {
        return scan(KeyRange.prefix(prefix), order, limit, visitor);
    }

    @Override
    public int all(ScanOrder order, int limit, KeyVisitor<K, V> visitor) {
        return scan(KeyRange.all(), order, limit, visitor);
    }

    private int scan(KeyRange range, ScanOrder order, int limit, KeyVisitor<K, V> visitor) {
        return layout.scan(range, order, limit, (bytes, value) -> visitor.entry(typed(bytes), value));
    }

    private K typed(ByteBuffer bytes) {
        try {
            return keySerde.read(source.reset(bytes, bytes.position(), bytes.remaining()));
        } catch (UnreadableValueException e) {
            throw e.at("key", "store " + name);
        }
    }

    @Override
    public KeyValues<V> bytes() {
        return layout;
    }
}
