package dev.tidemark.streams.runtime;

import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
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

/**
 * All that the tasks of one worker write, until the commit protocol takes it; confined to the worker's loop. Remembers the
 * last batch of each partition, which knows after its acknowledgement where it came to lie.
 */
final class WorkerOutput implements TaskOutput, Outgoing, ChangelogPositions {

    private final Outbox outbox;
    /** What leaves when all else is acknowledged; the same one where an interval is a transaction. */
    private final Outbox behind;
    private final AppTopics topics;
    private final Clock clock;
    private final Map<TopicPartition, OutboxBatch> lastTaken = new HashMap<>();

    /** For intervals that are transactions. */
    WorkerOutput(Outbox outbox, AppTopics topics, Clock clock) {
        this(outbox, outbox, topics, clock);
    }

    /** @param behind for what may leave only when all of the other is acknowledged */
    WorkerOutput(Outbox outbox, Outbox behind, AppTopics topics, Clock clock) {
        this.outbox = outbox;
        this.behind = behind;
        this.topics = topics;
        this.clock = clock;
    }

    @Override
    public void write(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value,
            Headers headers) {
        outbox.append(partition, timestampMs, key, value, headers);
    }

    @Override
    public void writeBehind(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key,
            @Nullable ByteBuffer value, Headers headers) {
        behind.append(partition, timestampMs, key, value, headers);
    }

    @Override
    public int partitionCount(String topic) {
        return topics.partitionCount(topic);
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
    public Collection<OutboxBatch> takeBehind() {
        return behind == outbox ? List.of() : behind.takeAll();
    }

    @Override
    public void discard() {
        outbox.clear();
        behind.clear();
        lastTaken.clear();
    }

    @Override
    public StorePosition behind(TopicPartition changelog) {
        OutboxBatch last = lastTaken.get(changelog);
        Invariants.check(last != null && last.endOffset() >= 0, "nothing was acknowledged for %s", changelog);
        return new StorePosition(topics.id(changelog.topic()), changelog.partition(),
                Invariants.present(last, "last batch of " + changelog).endOffset(), -1, clock.wallMs());
    }

    private Collection<OutboxBatch> remembered(List<OutboxBatch> batches) {
        for (OutboxBatch batch : batches) {
            lastTaken.put(batch.partition(), batch);
        }
        return batches;
    }
}
