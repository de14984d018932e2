package dev.tidemark.state;

import org.jspecify.annotations.Nullable;

/**
 * What the value of each key was at which time, by typed keys. Run by the task's worker. {@link #bytes} is the same store by the
 * keys' bytes, with the history's beginning.
 *
 * @param <K> keys
 * @param <V> values; live objects as in {@link KeyValues}
 */
public interface VersionedStore<K, V> {

    String name();

    /** As {@link VersionedValues#get}. */
    @Nullable
    V get(K key);

    /** As {@link VersionedValues#get}. */
    @Nullable
    V get(K key, long asOfMs);

    /** As {@link VersionedValues#put}. */
    boolean put(K key, V value, long validFromMs);

    /** As {@link VersionedValues#delete}. */
    boolean delete(K key, long validFromMs);

    /** As {@link VersionedValues#versions}. */
    void versions(K key, long fromMs, long toMs, ScanOrder order, VersionVisitor<V> visitor);

    /** The same store by the keys' bytes. */
    VersionedValues<V> bytes();
}
