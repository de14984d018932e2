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

    /** As {@link KeyValues#put}. */
    void put(K key, V value);

    /** As {@link KeyValues#put}, with the time of the update. */
    void put(K key, V value, long timeMs);

    void remove(K key);

    /**
     * Visits entries from one key up to, not including, another, those of the running interval included, in the order of the
     * keys' bytes, which the serde decides. For stores declared {@link Access#SCAN}; of others that is a bug of the caller.
     *
     * @param limit entries to visit at most
     * @return how many were visited; fewer than {@code limit} means that there are no more
     */
    int range(K from, K to, ScanOrder order, int limit, KeyVisitor<K, V> visitor);

    /** As {@link #range}, of all keys whose bytes start with these. */
    int prefix(byte[] prefix, ScanOrder order, int limit, KeyVisitor<K, V> visitor);

    /** As {@link #range}, of all keys. */
    int all(ScanOrder order, int limit, KeyVisitor<K, V> visitor);

    /** The same store by the keys' bytes. */
    KeyValues<V> bytes();
}
