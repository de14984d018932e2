package dev.tidemark.client.producer;

import dev.tidemark.record.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written.
 *
 * @param partition -1: by key (murmur2), or the sticky partition if the key is null
 * @param timestampMs -1: the wall clock at {@code send}
 * @param headers in their order
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as applications have them; nobody compares records by value
public record ProducerRecord(String topic, int partition, long timestampMs, byte @Nullable [] key,
        byte @Nullable [] value, Headers headers) {

    /** To the key's partition, now, without headers. */
    public static ProducerRecord of(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord(topic, -1, -1L, key, value, Headers.none());
    }

    public ProducerRecord withPartition(int newPartition) {
        return new ProducerRecord(topic, newPartition, timestampMs, key, value, headers);
    }

    public ProducerRecord withHeaders(Headers newHeaders) {
        return new ProducerRecord(topic, partition, timestampMs, key, value, newHeaders);
    }

    public ProducerRecord withTimestampMs(long newTimestampMs) {
        return new ProducerRecord(topic, partition, newTimestampMs, key, value, headers);
    }
}
