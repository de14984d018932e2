package dev.tidemark.streams.runtime;

import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.Headers;
import dev.tidemark.streams.runtime.commit.Outgoing;
import dev.tidemark.streams.runtime.task.TaskOutput;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All that the tasks of one worker write, until the commit protocol takes it; confined to the worker's loop. Remembers the
 * last batch of each partition, which knows after its acknowledgement where it came to lie.
 */
final class WorkerOutput implements TaskOutput, Outgoing {

    private final Outbox outbox;
    private final ToIntFunction<String> partitionCounts;
    private final Map<TopicPartition, OutboxBatch> lastTaken = new HashMap<>();

    /** @param partitionCounts of every topic that tasks write to */
    WorkerOutput(Outbox outbox, ToIntFunction<String> partitionCounts) {
        this.outbox = outbox;
        this.partitionCounts = partitionCounts;
    }

    @Override
    public void write(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value,
            Headers headers) {
        outbox.append(partition, timestampMs, key, value, headers);
    }

    @Override
    public int partitionCount(String topic) {
        return partitionCounts.applyAsInt(topic);
    }

    /** Bytes that wait to be sent: past a bound the worker stops processing until the commit under way has ended. */
    long waitingBytes() {
        return outbox.sizeInBytes();
    }

    @Override
    public Collection<OutboxBatch> takeFull() {
        return remembered(outbox.takeFull());
    }

    @Override
    public Collection<OutboxBatch> takeAll() {
        return remembered(outbox.takeAll());
    }

    @Override
    public void discard() {
        outbox.clear();
        lastTaken.clear();
    }

    /**
     * The offset behind the last record written to a partition, as the broker acknowledged it; -1 if none was, or the
     * broker did not say. Asked when an interval has been committed, before the next is sent.
     */
    long endOffset(TopicPartition partition) {
        OutboxBatch last = lastTaken.get(partition);
        return last == null ? -1 : last.endOffset();
    }

    private Collection<OutboxBatch> remembered(List<OutboxBatch> batches) {
        for (OutboxBatch batch : batches) {
            lastTaken.put(batch.partition(), batch);
        }
        return batches;
    }
}
