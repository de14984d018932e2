package dev.tidemark.storage;

import java.lang.foreign.MemorySegment;

/**
 * A file's bytes in memory. The segment lives in a shared arena: using it after {@link #close} throws
 * {@link IllegalStateException} instead of crashing the process.
 */
public interface MappedFile extends AutoCloseable {

    /** The bytes; any thread, until closed. */
    MemorySegment segment();

    /** Ends the map. Bytes written through it stay in the file's page cache. */
    @Override
    void close();
}
