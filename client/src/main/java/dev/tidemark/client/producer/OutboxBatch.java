package dev.tidemark.client.producer;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBatchBuilder;

/** A filled batch that carries no producer id, epoch or sequence yet. Owned by whoever holds it; handed over whole. */
public final class OutboxBatch {

    private final TopicPartition partition;
    private final RecordBatchBuilder builder;

    OutboxBatch(TopicPartition partition, RecordBatchBuilder builder) {
        this.partition = partition;
        this.builder = builder;
    }

    public TopicPartition partition() {
        return partition;
    }

    public int recordCount() {
        return builder.recordCount();
    }

    /** Before compression. */
    public int sizeInBytes() {
        return builder.sizeEstimate();
    }

    RecordBatchBuilder builder() {
        return builder;
    }
}
