package dev.tidemark.client.producer;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.RecordBatchBuilder;
import java.nio.ByteBuffer;

/** A filled batch that carries no producer id, epoch or sequence yet. Owned by whoever holds it; handed over whole. */
public final class OutboxBatch {

    private final TopicPartition partition;
    private final RecordBatchBuilder builder;
    private long baseOffset = -1;

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

    /** The offset behind its last record, once the broker has acknowledged it; -1 before, and where it did not say. */
    public long endOffset() {
        return baseOffset < 0 ? -1 : baseOffset + builder.recordCount();
    }

    /** The batch's bytes, stamped; done once, by whoever writes it. */
    public ByteBuffer finish(BatchStamp stamp) {
        return builder.finish(stamp);
    }

    /** The broker, or what stands in for it, has written the batch at this offset. */
    public void written(long acknowledgedBaseOffset) {
        baseOffset = acknowledgedBaseOffset;
    }

    RecordBatchBuilder builder() {
        return builder;
    }
}
