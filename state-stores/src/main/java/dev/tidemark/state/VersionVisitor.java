package dev.tidemark.state;

import org.jspecify.annotations.Nullable;

/** Takes the versions of one key. Must not change the store. */
@FunctionalInterface
public interface VersionVisitor<V> {

    /**
     * @param validFromMs since when this holds; up to the next version's time
     * @param value null: the key was deleted then
     */
    void version(long validFromMs, @Nullable V value);
}
