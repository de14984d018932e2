package dev.tidemark.streams.runtime.testing;

import dev.tidemark.record.Headers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A committed record of a topic, read with the topology's serdes.
 *
 * @param timestampMs the record's timestamp
 */
public record TestRecord(@Nullable Object key, @Nullable Object value, long timestampMs, Headers headers,
        int partition, long offset) {

    public Instant timestamp() {
        return Instant.ofEpochMilli(timestampMs);
    }
}
