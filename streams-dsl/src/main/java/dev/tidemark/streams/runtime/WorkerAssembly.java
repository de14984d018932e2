package dev.tidemark.streams.runtime;

import dev.tidemark.client.consumer.ConsumerSettings;
import dev.tidemark.client.consumer.Fetcher;
import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.OffsetReads;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.LoopCalls;
import dev.tidemark.client.producer.IdempotentWriter;
import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.ProducerSettings;
import dev.tidemark.client.producer.SteppedProducer;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.config.ClientKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.record.CompressionType;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.streams.runtime.commit.CommitGroup;
import dev.tidemark.streams.runtime.commit.CommitListener;
import dev.tidemark.streams.runtime.commit.CommitProtocol;
import dev.tidemark.streams.runtime.commit.Guarantee;
import dev.tidemark.streams.runtime.read.FetchedReads;
import dev.tidemark.streams.runtime.restore.Takeover;
import dev.tidemark.streams.runtime.task.StreamTask;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts a worker's parts together over one cluster view; run by the worker's loop. The one place where the runtime names the
 * client's classes.
 */
final class WorkerAssembly {

    /** A transaction left open by a dead worker holds readers back no longer than this. */
    static final int TRANSACTION_TIMEOUT_MS = 10_000;
    private static final long OFFSETS_TIMEOUT_MS = 120_000;
    /** Below the default {@code max.message.bytes} of a topic. */
    private static final int RECORD_BATCH_BYTES_MAX = 1_000_000;

    /** Of each partition at a time, bytes: twice what inputs are fetched in, since nobody waits for a part of it. */
    private static final int RESTORE_FETCH_BYTES = 2 << 20;

    private final AppSettings settings;
    private final AppTopics topics;
    private final AppGroup group;
    private final EventLoop groupLoop;
    private final TaskStoresFactory stores;
    private final LogTrimmer trimmer;
    private final Clock clock;

    WorkerAssembly(AppSettings settings, AppTopics topics, AppGroup group, EventLoop groupLoop,
            TaskStoresFactory stores, LogTrimmer trimmer, Clock clock) {
        this.settings = settings;
        this.topics = topics;
        this.group = group;
        this.groupLoop = groupLoop;
        this.stores = stores;
        this.trimmer = trimmer;
        this.clock = clock;
    }

    /** Opens what a worker's first calls go through, while the application's topics are looked for. */
    static void connectAhead(Cluster cluster, AppSettings settings, String transactionalId) {
        new Coordinator(cluster, Coordinator.Kind.GROUP, settings.applicationId(), Lane.GROUP).connectAhead();
        if (settings.exactlyOnce()) {
            new Coordinator(cluster, Coordinator.Kind.TRANSACTION, transactionalId, Lane.TRANSACTION).connectAhead();
        }
    }

    Worker.Parts parts(Worker worker, String transactionalId, CommitListener journal) {
        Cluster cluster = worker.cluster();
        cluster.metadata().watch(topics.partitions().keySet(), false); // all at once, not each when it is met
        EventLoop loop = cluster.loop();
        TransactionalProducer producer = settings.exactlyOnce() ? producer(cluster, transactionalId)
                : new AtLeastOnceProducer(cluster, coordinator(cluster, settings), writer(cluster));
        FetchedReads reads = new FetchedReads(new Fetcher(cluster, reading(Map.of()), Lane.FETCH, false));
        FetchedReads changelogs = new FetchedReads(new Fetcher(cluster,
                reading(Map.of(ClientKeys.MAX_PARTITION_FETCH_BYTES.name(), Integer.toString(RESTORE_FETCH_BYTES))),
                Takeover.RESTORE, true));
        OffsetReads offsets = offsets(cluster, settings);
        WorkerOutput output = settings.exactlyOnce() ? new WorkerOutput(outbox(), topics, clock)
                : new WorkerOutput(outbox(), outbox(), topics, clock);
        Takeover takeover = new Takeover(cluster, offsets, changelogs, topics, stores, output, output,
                () -> guarantee(loop), clock, settings.recordsPerPollMax());
        CommitGroup asGroup = new GroupOfWorker(loop, offsets);
        CommitProtocol commits = new CommitProtocol(loop, producer, asGroup,
                StreamTask.COMMIT_SEQ, output, worker::tasks, journal);
        return new Worker.Parts(producer, reads, changelogs, takeover, output, commits, asGroup, trimmer);
    }

    /** @param more settings by name */
    private static ConsumerSettings reading(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(more);
        all.put(ClientKeys.ISOLATION_LEVEL.name(), "read_committed");
        all.put(ClientKeys.FETCH_MAX_WAIT_MS.name(), "100");
        return ConsumerSettings.of(Config.of(ConfigScope.CLIENT, all));
    }

    private CompletionStage<Guarantee> guarantee(EventLoop loop) {
        return settings.exactlyOnce() ? CompletableFuture.completedFuture(Guarantee.EXACTLY_ONCE)
                : LoopCalls.ask(groupLoop, loop, () -> CompletableFuture
                        .completedFuture(Guarantee.AtLeastOnce.of(group.generation(), clock.wallMs())));
    }

    private static Outbox outbox() {
        return new Outbox(CompressionType.NONE, _ -> RECORD_BATCH_BYTES_MAX);
    }

    private static Coordinator coordinator(Cluster cluster, AppSettings settings) {
        return new Coordinator(cluster, Coordinator.Kind.GROUP, settings.applicationId(), Lane.CONTROL);
    }

    private static IdempotentWriter writer(Cluster cluster) {
        return new IdempotentWriter(cluster, ProducerSettings.of(Config.of(ConfigScope.CLIENT, Map.of())),
                Lane.PRODUCE);
    }

    static OffsetReads offsets(Cluster cluster, AppSettings settings) {
        return new OffsetReads(cluster, coordinator(cluster, settings), settings.applicationId());
    }

    static SteppedProducer producer(Cluster cluster, String transactionalId) {
        ProducerSettings writing = ProducerSettings.of(Config.of(ConfigScope.CLIENT,
                Map.of(ClientKeys.TRANSACTIONAL_ID.name(), transactionalId, ClientKeys.TRANSACTION_TIMEOUT_MS.name(),
                        Integer.toString(TRANSACTION_TIMEOUT_MS))));
        return new SteppedProducer(cluster, writing, Lane.PRODUCE);
    }

    /** The group as one worker's commits see it: asked on the group's loop, answered on the worker's. */
    private final class GroupOfWorker implements CommitGroup {

        private final EventLoop loop;
        private final OffsetReads offsets;

        GroupOfWorker(EventLoop loop, OffsetReads offsets) {
            this.loop = loop;
            this.offsets = offsets;
        }

        @Override
        public CompletionStage<@Nullable GroupMetadata> memberOwning(Set<TopicPartition> partitions) {
            return LoopCalls.ask(groupLoop, loop, () -> group.memberOwning(partitions));
        }

        @Override
        public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Set<TopicPartition> partitions) {
            return offsets.of(partitions, true, OFFSETS_TIMEOUT_MS);
        }
    }
}
