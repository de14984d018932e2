package dev.tidemark.state;

import java.nio.ByteBuffer;

/** Takes sessions. Must not change the store. */
@FunctionalInterface
public interface SessionVisitor<V> {

    /**
     * @param key position to limit; valid during the call
     * @param startMs time of the session's first record
     * @param endMs time of its last record
     */
    void session(ByteBuffer key, long startMs, long endMs, V value);
}
