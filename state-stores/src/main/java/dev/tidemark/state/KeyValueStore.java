package dev.tidemark.state;

import org.jspecify.annotations.Nullable;

/**
 * One value per key, by typed keys. Run by the task's worker. {@link #bytes} is the same store by the keys' bytes.
 *
 * @param <K> keys
 * @param <V> values; live objects as in {@link KeyValues}
 */
public interface KeyValueStore<K, V> {

    String name();

    @Nullable
    V get(K key);

    void put(K key, V value);

    void remove(K key);

    /** The same store by the keys' bytes. */
    KeyValues<V> bytes();
}
