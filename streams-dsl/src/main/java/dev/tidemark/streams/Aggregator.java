package dev.tidemark.streams;

import org.jspecify.annotations.Nullable;

/** Folds one more value into an aggregate. */
@FunctionalInterface
public interface Aggregator<K, V extends @Nullable Object, A extends @Nullable Object> {

    /**
     * @param aggregate so far; may be changed in place and given back
     * @return the next aggregate
     */
    A apply(K key, V value, A aggregate);
}
