package dev.tidemark.broker.partition;

import dev.tidemark.broker.coordinator.CoordinatorLog;
import dev.tidemark.broker.coordinator.CoordinatorLogs;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The coordinators' logs, as partitions of this broker. Confined to the coordinator's loop. */
public final class PartitionCoordinatorLogs implements CoordinatorLogs {

    /** Creates internal topics; the controller in other words. Called on that loop, completes on any. */
    public interface InternalTopics {

        /** Makes sure that the topic exists and its partitions are hosted. */
        CompletionStage<Void> ensure(String internalTopic);

        /** The number of partitions it has, or would get. */
        int partitionCount(String internalTopic);

        /** Whether it exists. */
        boolean exists(String internalTopic);
    }

    private final Partitions partitions;
    private final InternalTopics topics;
    private final EventLoop loop;
    private final Map<TopicPartition, CompletableFuture<CoordinatorLog>> open = new HashMap<>();

    public PartitionCoordinatorLogs(Partitions partitions, InternalTopics topics, EventLoop loop) {
        this.partitions = partitions;
        this.topics = topics;
        this.loop = loop;
    }

    @Override
    public CompletionStage<CoordinatorLog> open(String internalTopic, int partition) {
        TopicPartition name = new TopicPartition(internalTopic, partition);
        CompletableFuture<CoordinatorLog> opened = open.get(name);
        if (opened == null) {
            CompletableFuture<CoordinatorLog> log = new CompletableFuture<>();
            open.put(name, log);
            topics.ensure(internalTopic)
                    .whenComplete((ensured, failure) -> loop.executeOrRun(() -> hosted(name, log, failure)));
            opened = log;
        }
        return opened;
    }

    private void hosted(TopicPartition name, CompletableFuture<CoordinatorLog> log,
            @Nullable Throwable failure) {
        Partition partition = partitions.find(name);
        if (failure == null && partition instanceof LedPartition led) {
            log.complete(new PartitionCoordinatorLog(led, loop));
            return;
        }
        open.remove(name); // the next one to ask tries again
        log.completeExceptionally(
                failure != null ? failure : new IllegalStateException(name + " is not hosted by this broker"));
    }

    @Override
    public int partitionCount(String internalTopic) {
        return topics.partitionCount(internalTopic);
    }

    @Override
    public boolean exists(String internalTopic) {
        return topics.exists(internalTopic);
    }
}
