package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read. Key and value are copies and stay valid.
 *
 * @param leaderEpoch of its batch; -1 if the batch carries none
 * @param timestampMs its creation time, or the log append time where the topic says so
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as applications have them; nobody compares records by value
public record ConsumerRecord(TopicPartition partition, long offset, int leaderEpoch, long timestampMs,
        byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}
