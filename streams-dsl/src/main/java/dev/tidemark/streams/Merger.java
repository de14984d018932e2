package dev.tidemark.streams;

import org.jspecify.annotations.Nullable;

/** Makes one aggregate of those of two sessions that turn out to be one. */
@FunctionalInterface
public interface Merger<K, A extends @Nullable Object> {

    /**
     * @param earlier of the session that started first; may be changed in place and given back
     * @param later of the other one; likewise
     */
    A apply(K key, A earlier, A later);
}
