package dev.tidemark.state;

import org.jspecify.annotations.Nullable;

/**
 * One value per key and window start, by typed keys. Run by the task's worker. {@link #bytes} is the same store by the keys'
 * bytes, with scans and expiry.
 *
 * @param <K> keys
 * @param <V> values; live objects as in {@link KeyValues}
 */
public interface WindowStore<K, V> {

    String name();

    @Nullable
    V get(K key, long startMs);

    void put(K key, long startMs, V value);

    void remove(K key, long startMs);

    /** As {@link WindowValues#scanKey}. */
    void scan(K key, long fromMs, long toMs, ScanOrder order, WindowVisitor<V> visitor);

    /** The same store by the keys' bytes. */
    WindowValues<V> bytes();
}
