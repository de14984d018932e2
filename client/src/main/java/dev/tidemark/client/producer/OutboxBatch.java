package dev.tidemark.client.producer;

import dev.tidemark.core.id.TopicPartition;

/** A filled batch that carries no producer id, epoch or sequence yet. Owned by whoever holds it; handed over whole. */
public final class OutboxBatch {

    private final TopicPartition partition;

    OutboxBatch(TopicPartition partition) {
        this.partition = partition;
    }

    public TopicPartition partition() {
        return partition;
    }
}
