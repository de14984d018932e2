package dev.tidemark.state;

/** Takes entries of a scan by typed keys, in the order of the keys' bytes or back. Must not change the store. */
@FunctionalInterface
public interface KeyVisitor<K, V> {

    void entry(K key, V value);
}
