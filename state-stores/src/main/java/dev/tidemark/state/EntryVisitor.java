package dev.tidemark.state;

import java.nio.ByteBuffer;

/** Takes entries of a scan, in the order of their keys' bytes. Must not change the store. */
@FunctionalInterface
public interface EntryVisitor<V> {

    /** @param key position to limit, of bytes that nobody changes: it may be kept */
    void entry(ByteBuffer key, V value);
}
