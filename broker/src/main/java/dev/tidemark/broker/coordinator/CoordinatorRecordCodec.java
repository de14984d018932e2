package dev.tidemark.broker.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a coordinator's records look as key and value of a log record. Immutable.
 *
 * @param <E> the coordinator's records
 */
public interface CoordinatorRecordCodec<E> {

    /** The key's bytes. */
    ByteBuffer key(E record);

    /** The value's bytes, or null for a tombstone. */
    @Nullable
    ByteBuffer value(E record);

    /**
     * The record that these bytes spell, or null if the key is of a kind that this version does not know (Kafka's rule: such
     * records are skipped).
     *
     * @throws RuntimeException if the bytes are of a known kind and cannot be read
     */
    @Nullable
    E read(ByteBuffer key, @Nullable ByteBuffer value);
}
