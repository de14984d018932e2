package dev.tidemark.broker.coordinator;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The coordinator partitions of one internal topic. Runs on the coordinator's loop; {@link #execute} and the rest are called there.
 *
 * <p>A partition is loaded at start if its topic exists, so that open transactions time out and prepared ones are completed
 * without anybody asking; otherwise on first use, which creates the topic.
 *
 * @param <S> the shard of one partition
 * @param <E> the coordinator's records
 */
public final class CoordinatorRuntime<S extends CoordinatorShard<E>, E> {

    /** Makes the shard of a partition that is about to be loaded. */
    @FunctionalInterface
    public interface ShardFactory<S, E> {

        /** An empty shard. */
        S create(ShardContext<S, E> context);
    }

    private final String topic;
    private final EventLoop loop;
    private final Clock clock;
    private final CoordinatorLogs logs;
    private final CoordinatorRecordCodec<E> codec;
    private final ShardFactory<S, E> factory;
    private final Map<Integer, CoordinatorPartition<S, E>> partitions = new TreeMap<>();
    private boolean closed;

    /** A runtime with no partition loaded. */
    public CoordinatorRuntime(String topic, EventLoop loop, Clock clock, CoordinatorLogs logs,
            CoordinatorRecordCodec<E> codec, ShardFactory<S, E> factory) {
        this.topic = topic;
        this.loop = loop;
        this.clock = clock;
        this.logs = logs;
        this.codec = codec;
        this.factory = factory;
    }

    /** Loads every partition, if the topic exists. */
    public void start() {
        if (logs.exists(topic)) {
            for (int i = 0; i < logs.partitionCount(topic); i++) {
                partition(i);
            }
        }
    }

    /** The partition that a group or transactional id belongs to: Kafka's choice, {@code abs(hash) % partitions}. */
    public int partitionOf(String key) {
        int hash = key.hashCode();
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % logs.partitionCount(topic);
    }

    /** The internal topic's partition with this number. */
    public TopicPartition topicPartition(int partition) {
        return new TopicPartition(topic, partition);
    }

    /** Whether the internal topic has a partition with this number, or will have it once it is created. */
    public boolean has(int partition) {
        return partition >= 0 && partition < logs.partitionCount(topic);
    }

    /** Puts a command to the shard of a partition; {@code refusal} makes the reply of an error. */
    public <R> CompletionStage<R> execute(int partition, Command<S, R, E> command, Function<ErrorCode, R> refusal) {
        return partition(partition).execute(command, refusal);
    }

    /** As {@link #execute}, after waiting for a load that is under way. */
    public <R> CompletionStage<R> executeWhenLoaded(int partition, Command<S, R, E> command,
            Function<ErrorCode, R> refusal) {
        CoordinatorPartition<S, E> target = partition(partition);
        return target.firstLoad().thenCompose(loaded -> target.execute(command, refusal));
    }

    /** Makes sure that the partition exists and is loaded, creating the topic if need be; false if it could not be loaded. */
    public CompletionStage<Boolean> ready(int partition) {
        CoordinatorPartition<S, E> target = partition(partition);
        return target.firstLoad().thenApply(loaded -> target.isActive());
    }

    /**
     * Asks every partition that was opened, each in a turn of the loop of its own, so that no turn is longer than the share of one partition; puts the
     * replies together.
     */
    public <R> CompletionStage<R> gather(Command<S, R, E> command, Function<ErrorCode, R> refusal, R none,
            BinaryOperator<R> together) {
        CompletableFuture<R> gathered = new CompletableFuture<>();
        askNext(opened().iterator(), command, refusal, CompletableFuture.completedFuture(none), together, gathered);
        return gathered;
    }

    private <R> void askNext(Iterator<Integer> rest, Command<S, R, E> command, Function<ErrorCode, R> refusal,
            CompletionStage<R> soFar, BinaryOperator<R> together, CompletableFuture<R> gathered) {
        if (rest.hasNext()) {
            CompletionStage<R> more = soFar.thenCombine(execute(rest.next(), command, refusal), together);
            loop.execute(() -> askNext(rest, command, refusal, more, together, gathered));
            return;
        }
        soFar.whenComplete((all, failure) -> {
            if (failure != null) {
                gathered.completeExceptionally(failure);
            } else {
                gathered.complete(all);
            }
        });
    }

    /** The partitions that were opened so far. */
    public List<Integer> opened() {
        return new ArrayList<>(partitions.keySet());
    }

    private CoordinatorPartition<S, E> partition(int index) {
        CoordinatorPartition<S, E> known = partitions.get(index);
        if (known != null) {
            return known;
        }
        CoordinatorPartition<S, E> created = new CoordinatorPartition<>(new TopicPartition(topic, index), loop, clock,
                logs, codec, factory);
        partitions.put(index, created);
        if (closed) {
            created.close();
        } else {
            created.load();
        }
        return created;
    }

    /** Refuses what waits and what comes. The logs keep what is committed. */
    public void close() {
        closed = true;
        partitions.values().forEach(CoordinatorPartition::close);
    }
}
