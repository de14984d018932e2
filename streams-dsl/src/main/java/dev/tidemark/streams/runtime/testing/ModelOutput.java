package dev.tidemark.streams.runtime.testing;

import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import dev.tidemark.state.StorePosition;
import dev.tidemark.streams.runtime.commit.Outgoing;
import dev.tidemark.streams.runtime.task.ChangelogPositions;
import dev.tidemark.streams.runtime.task.TaskOutput;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tasks of one worker write until its commit takes it. A record too large for a real topic is too large here. */
final class ModelOutput implements TaskOutput, Outgoing, ChangelogPositions {

    private static final int BATCH_BYTES_MAX = 1 << 20;

    private final ModelCluster cluster;
    private final Clock clock;
    private final Outbox outbox = new Outbox(CompressionType.NONE, topic -> BATCH_BYTES_MAX);
    private final Map<TopicPartition, OutboxBatch> lastTaken = new HashMap<>();

    ModelOutput(ModelCluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public void write(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value,
            Headers headers) {
        outbox.append(partition, timestampMs, key, value, headers);
    }

    @Override
    public int partitionCount(String topic) {
        return cluster.partitionCount(topic);
    }

    @Override
    public Collection<OutboxBatch> takeFull() {
        return remembered(outbox.takeFull());
    }

    @Override
    public Collection<OutboxBatch> takeAll() {
        return remembered(outbox.takeAll());
    }

    private Collection<OutboxBatch> remembered(List<OutboxBatch> batches) {
        batches.forEach(batch -> lastTaken.put(batch.partition(), batch));
        return batches;
    }

    @Override
    public void discard() {
        outbox.clear();
    }

    @Override
    public StorePosition behind(TopicPartition changelog) {
        OutboxBatch last = Invariants.present(lastTaken.get(changelog), "batch for " + changelog);
        return new StorePosition(cluster.topicId(changelog.topic()), changelog.partition(), last.endOffset(), 0,
                clock.wallMs());
    }
}
