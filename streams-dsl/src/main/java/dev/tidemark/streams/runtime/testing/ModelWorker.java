package dev.tidemark.streams.runtime.testing;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.state.Admission;
import dev.tidemark.state.ChangelogFacts;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.StoreRestore;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.streams.runtime.commit.CommitGroup;
import dev.tidemark.streams.runtime.commit.CommitListener;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import dev.tidemark.streams.runtime.commit.CommitProtocol;
import dev.tidemark.streams.runtime.commit.Guarantee;
import dev.tidemark.streams.runtime.task.StoreDeclarations;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.SubTopology;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One life of a worker: a loop, a producer, a commit protocol, some tasks. It ends with {@link #crash} or {@link #close};
 * its successor under the same transactional id begins with what was committed.
 */
final class ModelWorker {

    private final PhysicalTopology topology;
    private final PartitionCounts partitions;
    private final ModelCluster cluster;
    private final ManualClock clock;
    private final TaskStoresFactory storesFactory;
    private final int recordsPerCall;
    private final ManualLoop loop;
    private final ModelOutput output;
    private final ModelProducer producer;
    private final CommitProtocol protocol;
    private final Map<TaskId, HostedTask> tasks = new TreeMap<>();

    ModelWorker(PhysicalTopology topology, PartitionCounts partitions, ModelCluster cluster, ManualClock clock,
            TaskStoresFactory storesFactory, String transactionalId, ModelProducer.Faults faults,
            CommitListener listener, int recordsPerCall) {
        this.topology = topology;
        this.partitions = partitions;
        this.cluster = cluster;
        this.clock = clock;
        this.storesFactory = storesFactory;
        this.recordsPerCall = recordsPerCall;
        this.loop = new ManualLoop(clock);
        this.output = new ModelOutput(cluster, clock);
        this.producer = new ModelProducer(loop, cluster, transactionalId, faults);
        this.protocol = new CommitProtocol(loop, producer, new Group(), StreamTask.COMMIT_SEQ, output, tasks::values,
                listener);
        producer.initialise();
        loop.runReady();
    }

    /** Takes a task over: its stores up to the last commit, its positions and frontiers. */
    void host(TaskId id) {
        SubTopology subTopology = topology.subTopologies().get(id.subTopology());
        TaskStores stores = storesFactory.open(id.toString(), StoreDeclarations.of(subTopology));
        subTopology.changelogs()
                .forEach((store, topic) -> restore(stores, store,
                        cluster.partition(new TopicPartition(topic, id.partition()))));
        Set<TopicPartition> inputs = new HashSet<>();
        for (String topic : subTopology.inputTopics()) {
            if (id.partition() < cluster.partitionCount(topic)) {
                inputs.add(new TopicPartition(topic, id.partition()));
            }
        }
        StreamTask task = StreamTask.open(id, topology, partitions, stores, output, output,
                cluster.committed(inputs), Guarantee.EXACTLY_ONCE, clock, recordsPerCall);
        tasks.put(id, new HostedTask(task, stores, cluster));
    }

    private void restore(TaskStores stores, String store, ModelPartition changelog) {
        long start = changelog.startOffset();
        long end = changelog.endOffset();
        Admission admission = stores.admit(store, new ChangelogFacts(cluster.topicId(changelog.id().topic()),
                changelog.id().partition(), start, end, ChangelogFacts.UNKNOWN, StorePosition.TOMBSTONES_KEPT_MS));
        long from = switch (admission) {
            case Admission.Usable usable -> usable.position().offset();
            case Admission.Rebuild rebuild -> start;
        };
        StoreRestore restore = stores.restore(store);
        changelog.forEachCommitted(from, restore::apply);
        restore.finish(new StorePosition(cluster.topicId(changelog.id().topic()), changelog.id().partition(), end, 0,
                clock.wallMs()));
    }

    List<HostedTask> tasks() {
        return new ArrayList<>(tasks.values());
    }

    @Nullable
    HostedTask task(TaskId id) {
        return tasks.get(id);
    }

    CommitProtocol protocol() {
        return protocol;
    }

    CommitPhase phase() {
        return protocol.phase();
    }

    /** Starts a commit if none is under way and there is something to commit. */
    boolean commit() {
        return protocol.idle() && protocol.commit();
    }

    /** Deletes what the tasks' internal topics hold for nobody, unless a commit is under way. */
    boolean trim() {
        if (!protocol.idle()) {
            return false;
        }
        for (HostedTask hosted : tasks.values()) {
            hosted.task().takeTrims().forEach((log, before) -> cluster.partition(log).deleteBefore(before));
        }
        return true;
    }

    /** Takes one step of what is under way; false if nothing is. */
    boolean step() {
        protocol.drainFull();
        boolean ran = loop.runOne();
        throwFailure();
        return ran;
    }

    /** Lets what is under way come to its end, time included. */
    void finishCommit() {
        while (!(protocol.phase() instanceof CommitPhase.Idle)) {
            loop.runReady();
            throwFailure();
            if (!(protocol.phase() instanceof CommitPhase.Idle)) {
                loop.advanceMs(50);
            }
        }
    }

    private void throwFailure() {
        TidemarkException failure = protocol.failure();
        if (failure != null) {
            throw failure;
        }
    }

    /** Lets go of a task; what it has committed stays. */
    void release(TaskId id) {
        Invariants.present(tasks.remove(id), "task " + id).task().close(true);
    }

    /** Ends where it stands: nothing is aborted, flushed or told to anybody. */
    void crash() {
        tasks.values().forEach(hosted -> hosted.task().close(false));
        tasks.clear();
    }

    /** Ends in good order. */
    void close() {
        tasks.values().forEach(hosted -> hosted.task().close(true));
        tasks.clear();
        protocol.close();
    }

    /** The group of the application, which never rebalances by itself. */
    private final class Group implements CommitGroup {

        @Override
        public CompletionStage<@Nullable GroupMetadata> memberOwning(Set<TopicPartition> inputs) {
            CompletableFuture<@Nullable GroupMetadata> answer = new CompletableFuture<>();
            loop.execute(() -> answer.complete(GroupMetadata.none(topology.applicationId())));
            return answer;
        }

        @Override
        public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Set<TopicPartition> inputs) {
            CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> answer = new CompletableFuture<>();
            loop.execute(() -> answer.complete(new HashMap<>(cluster.committed(inputs))));
            return answer;
        }
    }
}
