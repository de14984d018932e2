package dev.tidemark.state.store;

import dev.tidemark.state.KeyValues;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A store of one value per key, by slices of arrays. Run by the task's worker. */
abstract sealed class KeyedLayout<V> implements KeyValues<V> permits KeyValueLayout, ExpiringLayout {

    private final KeyBytes slice = new KeyBytes();

    abstract @Nullable V get(byte[] key, int offset, int length);

    abstract void put(byte[] key, int offset, int length, V value);

    abstract void put(byte[] key, int offset, int length, V value, long timeMs);

    abstract void remove(byte[] key, int offset, int length);

    @Override
    public final @Nullable V get(ByteBuffer key) {
        slice.of(key);
        return get(slice.array(), slice.offset(), slice.length());
    }

    @Override
    public final void put(ByteBuffer key, V value) {
        slice.of(key);
        put(slice.array(), slice.offset(), slice.length(), value);
    }

    @Override
    public final void put(ByteBuffer key, V value, long timeMs) {
        slice.of(key);
        put(slice.array(), slice.offset(), slice.length(), value, timeMs);
    }

    @Override
    public final void remove(ByteBuffer key) {
        slice.of(key);
        remove(slice.array(), slice.offset(), slice.length());
    }
}
