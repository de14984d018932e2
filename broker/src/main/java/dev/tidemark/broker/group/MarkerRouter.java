package dev.tidemark.broker.group;

import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends the markers of a transaction where its records are: those of {@code __consumer_offsets} to the group coordinator,
 * all others to the data partitions. Called on the transaction
 * coordinator's loop; completes anywhere.
 */
public final class MarkerRouter implements MarkerWriter {

    private final GroupCoordinator groups;
    private final EventLoop groupLoop;
    private final MarkerWriter data;

    /**
     * @param groupLoop the loop of the groups
     * @param data writes to all partitions but those of {@code __consumer_offsets}
     */
    public MarkerRouter(GroupCoordinator groups, EventLoop groupLoop, MarkerWriter data) {
        this.groups = groups;
        this.groupLoop = groupLoop;
        this.data = data;
    }

    @Override
    public CompletionStage<Map<TopicPartition, ErrorCode>> write(long producerId, short producerEpoch,
            int coordinatorEpoch, boolean commit, Set<TopicPartition> partitions) {
        Set<TopicPartition> dataPartitions = new HashSet<>(partitions);
        CompletionStage<Map<TopicPartition, ErrorCode>> all = CompletableFuture.completedFuture(Map.of());
        for (TopicPartition partition : partitions) {
            if (partition.topic().equals(GroupCoordinator.TOPIC)) {
                dataPartitions.remove(partition);
                all = all.thenCombine(groupLoop
                        .ask(() -> groups.endTransaction(partition.partition(), producerId, producerEpoch,
                                coordinatorEpoch, commit))
                        .thenApply(error -> Map.of(partition, error)), MarkerRouter::together);
            }
        }
        return dataPartitions.isEmpty() ? all
                : all.thenCombine(data.write(producerId, producerEpoch, coordinatorEpoch, commit, dataPartitions),
                        MarkerRouter::together);
    }

    private static Map<TopicPartition, ErrorCode> together(Map<TopicPartition, ErrorCode> some,
            Map<TopicPartition, ErrorCode> more) {
        Map<TopicPartition, ErrorCode> results = new HashMap<>(some);
        results.putAll(more);
        return results;
    }
}
