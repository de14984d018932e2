package dev.tidemark.state;

import java.nio.ByteBuffer;

/** Takes windows of several keys. Must not change the store. */
@FunctionalInterface
public interface WindowEntryVisitor<V> {

    /** @param key position to limit; valid during the call */
    void window(ByteBuffer key, long startMs, V value);
}
