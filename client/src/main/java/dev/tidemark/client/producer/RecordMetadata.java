package dev.tidemark.client.producer;

import dev.tidemark.core.id.TopicPartition;

/**
 * Where a record came to lie.
 *
 * @param offset -1 where the broker did not say: {@code acks=0}, or a retry that it recognised as a duplicate of a batch whose place it
 *         had forgotten
 * @param timestampMs the record's own, or the log append time where the topic says so
 */
public record RecordMetadata(TopicPartition partition, long offset, long timestampMs) {}
