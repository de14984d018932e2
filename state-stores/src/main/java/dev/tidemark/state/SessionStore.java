package dev.tidemark.state;

/**
 * One value per key and session, by typed keys. Run by the task's worker. {@link #bytes} is the same store by the keys' bytes,
 * with scans by time and expiry.
 *
 * @param <K> keys
 * @param <V> values; live objects as in {@link KeyValues}
 */
public interface SessionStore<K, V> {

    String name();

    /** As {@link SessionValues#find}. */
    void find(K key, long fromMs, long toMs, SessionVisitor<V> visitor);

    /** As {@link SessionValues#put}. */
    void put(K key, long startMs, long endMs, V value);

    void remove(K key, long startMs, long endMs);

    /** The same store by the keys' bytes. */
    SessionValues<V> bytes();
}
