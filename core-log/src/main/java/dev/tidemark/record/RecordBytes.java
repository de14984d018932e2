package dev.tidemark.record;

import java.nio.ByteBuffer;

/**
 * Zero or more batches, wherever their bytes are: in memory, or a range of a segment file. The type of every
 * {@code records} field on the wire, so that a fetch response can send a file region without ever reading it.
 *
 * <p>Bytes are not checked here: the last batch may be cut short, as fetch responses of Kafka brokers are. Implementations
 * over files may hold a lease that keeps the segment from being deleted; {@link #release} gives it back. Memory
 * implementations are immutable references and may be read from any thread.
 */
public interface RecordBytes {

    /** How many bytes {@link #buffer} has; known without reading them. */
    int sizeInBytes();

    /**
     * The bytes, from position to limit, read from the file first if they are there. The buffer's position and limit are the
     * caller's own; its content is shared and stays valid until {@link #release}.
     */
    ByteBuffer buffer();

    /** Gives back what keeps the bytes valid, if anything does. Idempotent. */
    default void release() {}

    /** The bytes of {@code batches} from its position to its limit, shared and not copied. */
    static RecordBytes of(ByteBuffer batches) {
        return batches.hasRemaining() ? new MemoryRecordBytes(batches.slice()) : MemoryRecordBytes.EMPTY;
    }

    /** No batch at all. */
    static RecordBytes empty() {
        return MemoryRecordBytes.EMPTY;
    }
}
