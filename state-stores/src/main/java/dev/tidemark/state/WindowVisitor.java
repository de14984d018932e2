package dev.tidemark.state;

/** Takes the windows of one key, by start. Must not change the store. */
@FunctionalInterface
public interface WindowVisitor<V> {

    void window(long startMs, V value);
}
