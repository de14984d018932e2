package dev.tidemark.broker.partition;

import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.log.AppendOrigin;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.EndTransactionMarker;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Ends transactions in this broker's partitions: one control batch each, one message per owner, so that the markers of a
 * transaction are flushed together. Confined to the coordinator's loop.
 */
public final class PartitionMarkerWriter implements MarkerWriter {

    private final Partitions partitions;
    private final EventLoop loop;
    private final Clock clock;

    /** @param clock gives the markers their timestamp */
    public PartitionMarkerWriter(Partitions partitions, EventLoop loop, Clock clock) {
        this.partitions = partitions;
        this.loop = loop;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Map<TopicPartition, ErrorCode>> write(long producerId, short producerEpoch,
            int coordinatorEpoch, boolean commit, Set<TopicPartition> names) {
        Submission submission = new Submission(loop, Submission.NO_TIMEOUT);
        EndTransactionMarker marker = new EndTransactionMarker(commit, coordinatorEpoch);
        long nowMs = clock.wallMs();
        Map<TopicPartition, PartitionAppend> appends = new HashMap<>();
        Map<TopicPartition, ErrorCode> results = new HashMap<>();
        for (TopicPartition name : names) {
            if (partitions.find(name) instanceof LedPartition led) {
                // a batch of its own for each: the log stamps its offset into it
                ByteBuffer batch = marker.toBatch(0, led.leaderEpoch(), nowMs, producerId, producerEpoch);
                PartitionAppend append = new PartitionAppend(led, batch, AppendOrigin.COORDINATOR, Acks.ALL, null);
                appends.put(name, append);
                submission.add(append);
            } else {
                results.put(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
            }
        }
        return submission.send().thenApply(sent -> {
            appends.forEach((name, append) -> results.put(name, append.outcome().error()));
            return results;
        });
    }
}
