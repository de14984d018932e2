package dev.tidemark.broker;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.GroupSettings;
import dev.tidemark.broker.group.MarkerRouter;
import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.partition.AssignedLogs;
import dev.tidemark.broker.partition.Housekeeping;
import dev.tidemark.broker.partition.LedPartitions;
import dev.tidemark.broker.partition.LogCleaner;
import dev.tidemark.broker.partition.PartitionCoordinatorLogs;
import dev.tidemark.broker.partition.PartitionLoop;
import dev.tidemark.broker.partition.PartitionMarkerWriter;
import dev.tidemark.broker.quorum.SingleNodeQuorum;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.broker.txn.TransactionSettings;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.log.LogsToOpen;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a broker's parts and gives them to each other, by hand and in one place. Its methods are called by its host, one after the other; each
 * goes on over the loops and executors it was given, and makes and waits for no thread.
 *
 * <p>The order: {@link #open}, then listeners that serve {@link #handlers}, then {@link #serve}. And back: {@link #quiesce}, the listeners closed,
 * {@link #end}, {@link #diskWorkDone}, and {@link #closeLogs} when nothing runs on the loops any more. Going back works also after a start that
 * failed half way.
 */
public final class BrokerParts {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerParts.class);

    private static final int OPEN_SEGMENTS_MAX = 1_000;
    private static final long CHECKPOINT_INTERVAL_MS = 10_000;

    private final BrokerSettings settings;
    private final BrokerSeams seams;
    private final BrokerExecutors executors;
    private final EventLoop control;
    private final Config config;
    private final Consumer<Throwable> onFailure;
    private final int nodeId;
    private final ClusterImages images = new ClusterImages();
    private final BrokerConfigs configs;
    private final ClientQuotas quotas;
    private final Metrics metrics;
    private final DiskWork disk;
    private final Controller controller;
    /** What to stop before and after the listeners are closed; last started, first stopped. */
    private final ArrayDeque<Supplier<CompletionStage<Void>>> serving = new ArrayDeque<>();
    private final ArrayDeque<Supplier<CompletionStage<Void>>> deciding = new ArrayDeque<>();
    private @Nullable LogManager logs;
    private @Nullable Opened opened;
    /** Partitions ask it for admission, and it keeps its state in partitions: the one knot, tied here. */
    private volatile @Nullable TransactionCoordinator transactions;

    /** What there is once metadata and logs have been read. */
    private record Opened(LedPartitions partitions, GroupCoordinator groups, TransactionCoordinator transactions,
            MarkerWriter markers, DiskSpace diskSpace, BrokerMeasures measures, ListenerHandlers handlers) {}

    /**
     * @param metrics what they count into; may be read while they start
     * @param onFailure told, on any thread, of what the broker cannot go on after
     */
    public BrokerParts(BrokerSettings settings, BrokerSeams seams, BrokerExecutors executors, Metrics metrics,
            Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.metrics = metrics;
        this.seams = seams;
        this.executors = executors;
        this.control = executors.control();
        this.config = settings.config();
        this.onFailure = onFailure;
        this.nodeId = config.get(BrokerKeys.NODE_ID);
        this.configs = new BrokerConfigs(images, config, nodeId);
        this.quotas = new ClientQuotas(config, seams.clock());
        this.disk = new DiskWork(executors.background(), this::failed);
        this.controller = new Controller(control,
                new SingleNodeQuorum(seams.storage(), settings.logDirs().get(0).resolve(SingleNodeQuorum.FOLDER),
                        control, executors.flushers(), this::failed),
                images, configs, seams.random());
        BrokerMetric.describeAll(metrics);
    }

    // ---- starting

    /** Reads metadata and logs, and makes what serves them. */
    public CompletionStage<Void> open() {
        settings.checkServed();
        deciding.push(on(control, controller::close));
        return controller.load()
                .thenRunAsync(this::openLogs, executors.background())
                .thenRunAsync(this::build, control);
    }

    private void openLogs() {
        ClusterImage loaded = images.current();
        long startNanos = seams.clock().monotonicNanos();
        LogManager.Settings logSettings = new LogManager.Settings(settings.logDirs(), nodeId, null,
                () -> new UUID(seams.random().nextLong(), seams.random().nextLong()), OPEN_SEGMENTS_MAX,
                Controller.nextBrokerEpoch(loaded),
                () -> configs.current().get(BrokerKeys.PRODUCER_ID_EXPIRATION_MS));
        Executor flushers = new MeteredExecutor(executors.flushers(), seams.clock(),
                metrics.histogram(BrokerMetric.LOG_FLUSH.id()));
        LogManager.Seams logSeams = new LogManager.Seams(seams.storage(), seams.clock(), flushers,
                executors.background(), this::diskFailed);
        LogsToOpen toOpen = new LogsToOpen();
        metrics.gauge(BrokerMetric.LOG_TO_OPEN.id(), toOpen::left);
        logs = LogManager.open(logSettings, logSeams, topic -> {
            TopicImage image = loaded.topic(topic);
            return LogConfig
                    .of(Config.ofTopic(configs.under(loaded), topic, image == null ? Map.of() : image.configs()));
        }, new AssignedLogs(nodeId, loaded), executors.recovery(), toOpen);
        long tookNanos = seams.clock().monotonicNanos() - startNanos;
        metrics.gauge(BrokerMetric.LOG_OPENED.id(), () -> tookNanos);
    }

    private void build() {
        LogManager logs = openLogManager();
        TransactionGate gate = (transactionalId, producerId, producerEpoch, asked, mode) -> Invariants
                .present(transactions, "the transaction coordinator")
                .gate()
                .admit(transactionalId, producerId, producerEpoch, asked, mode);
        List<PartitionLoop> partitionLoops = new ArrayList<>();
        for (EventLoop loop : executors.dataLoops()) {
            partitionLoops.add(new PartitionLoop(loop, gate));
        }
        LedPartitions partitions = new LedPartitions(nodeId, logs, partitionLoops, control, disk, this::logConfig);
        ControllerTopics internalTopics = new ControllerTopics(controller, images, control);
        EventLoop transactionLoop = executors.transactions();
        TransactionCoordinator transactions = new TransactionCoordinator(transactionLoop, seams.clock(),
                new PartitionCoordinatorLogs(partitions, internalTopics, transactionLoop),
                () -> transactionLoop.hear(control.ask(controller::next)), TransactionSettings.of(config));
        this.transactions = transactions;
        GroupCoordinator groups = new GroupCoordinator(control, seams.clock(), seams.random(),
                new PartitionCoordinatorLogs(partitions, internalTopics, control), GroupSettings.of(config),
                this::belongsToAnApp, gate, executors.background());
        MarkerWriter markers = new MarkerRouter(groups, control,
                new PartitionMarkerWriter(partitions, transactionLoop, seams.clock()));
        DiskSpace diskSpace = new DiskSpace(seams.storage(), settings.logDirs(),
                config.get(BrokerKeys.DISK_FULL_PERCENT), control, disk);
        deciding.push(on(control, diskSpace::stop));
        metrics.gauge(BrokerMetric.TOPICS.id(), () -> images.current().topicsByName().size());
        metrics.gauge(BrokerMetric.DISK_FULL.id(), () -> diskSpace.problem() == null ? 0 : 1);
        BrokerMeasures measures = new BrokerMeasures(metrics, seams.clock(), executors, logs, partitions, groups,
                transactions, config.get(BrokerKeys.TRANSACTION_MAX_TIMEOUT_MS));
        ListenerHandlers handlers = new ListenerHandlers(config, seams, executors, metrics, images, configs, quotas,
                controller, logs, partitions, groups, transactions, markers, diskSpace, disk);
        opened = new Opened(partitions, groups, transactions, markers, diskSpace, measures, handlers);
    }

    /** Takes over partitions, groups and transactions, under these addresses; requests are answered when the stage completes. */
    public CompletionStage<Void> serve(List<Endpoint> endpoints) {
        Opened parts = opened();
        return controller.register(nodeId, endpoints, null).thenRunAsync(() -> {
            images.subscribe(quotas);
            images.subscribe(parts.partitions);
            parts.diskSpace.start();
            images.subscribe(parts.groups);
            parts.groups.start();
        }, control)
                .thenRunAsync(() -> parts.transactions.start(parts.markers), executors.transactions())
                .thenComposeAsync(started -> images.applied(), control)
                .thenRunAsync(() -> keepHouse(parts), control);
    }

    private void keepHouse(Opened parts) {
        serving.push(on(control, parts.groups::close));
        serving.push(on(executors.transactions(), parts.transactions::close));
        // recovery points more often than retention: they bound what a start after a crash has to read again
        Housekeeping retention = new Housekeeping(parts.partitions.all(), control,
                config.get(BrokerKeys.LOG_RETENTION_CHECK_INTERVAL_MS), () -> {});
        Housekeeping recoveryPoints = new Housekeeping(List.of(), control, CHECKPOINT_INTERVAL_MS,
                parts.partitions.checkpoints()::next);
        retention.start();
        recoveryPoints.start();
        serving.push(on(control, () -> {
            retention.stop();
            recoveryPoints.stop();
        }));
        if (config.get(BrokerKeys.LOG_CLEANER_ENABLE)) {
            LogCleaner.Settings cleaning = LogCleaner.Settings.of(configs.current());
            executors.cleaners().size(cleaning.threads());
            LogCleaner cleaner = new LogCleaner(parts.partitions.all(), control, executors.cleaners(), seams.clock(),
                    cleaning, this::failed);
            cleaner.start();
            images.subscribe(new CleanerTuning(cleaner, executors.cleaners(), configs, cleaning));
            serving.push(() -> CompletableFuture.completedFuture(null)
                    .thenComposeAsync(stopping -> cleaner.stop(), control));
        }
    }

    // ---- stopping

    /** Ends what clients wait for: no round of housekeeping or compaction begins, and who waits for a coordinator is answered. */
    public CompletionStage<Void> quiesce() {
        return stopAll(serving);
    }

    /** Ends the rest of what runs on the loops. */
    public CompletionStage<Void> end() {
        return stopAll(deciding);
    }

    /** Completes, on any thread, when the work on files that was handed in before is done. */
    public CompletionStage<Void> diskWorkDone() {
        return disk.done();
    }

    /**
     * Flushes the logs, closes them and marks their folders as cleanly closed; on the calling thread, which is no loop. Nothing may run on the
     * loops any more.
     *
     * @param closers closes single logs, side by side
     */
    public void closeLogs(Executor closers) {
        if (logs != null) {
            logs.close(closers);
        }
    }

    private static CompletionStage<Void> stopAll(ArrayDeque<Supplier<CompletionStage<Void>>> running) {
        CompletionStage<Void> stopped = CompletableFuture.completedFuture(null);
        while (!running.isEmpty()) {
            Supplier<CompletionStage<Void>> next = running.pop();
            stopped = stopped.thenCompose(before -> next.get()).exceptionally(failed -> {
                LOG.error("a part of the broker did not close cleanly", failed); // the rest wants to be closed as well
                return null;
            });
        }
        return stopped;
    }

    private static Supplier<CompletionStage<Void>> on(EventLoop loop, Runnable task) {
        return () -> CompletableFuture.runAsync(task, loop);
    }

    // ---- what there is

    /** The handlers of a listener: those that tell addresses tell the listener's. Once the broker is open. */
    public HandlerTable handlers(String listener) {
        return opened().handlers.table(listener);
    }

    /** What clients are held to. */
    public ClientQuotas quotas() {
        return quotas;
    }

    /** What the cluster knows of itself; any thread. */
    public ClusterImages images() {
        return images;
    }

    /** The broker's metrics; any thread. */
    public Metrics metrics() {
        return metrics;
    }

    /** What can be read off the open broker's parts. */
    BrokerMeasures measures() {
        return opened().measures;
    }

    int nodeId() {
        return nodeId;
    }

    String clusterId() {
        return openLogManager().clusterId();
    }

    private Opened opened() {
        return Invariants.present(opened, "the parts of an open broker");
    }

    private LogManager openLogManager() {
        return Invariants.present(logs, "open logs");
    }

    /** A stream application's group bears the name of its control topic; its offsets never expire, however long it stands. */
    private boolean belongsToAnApp(String groupId) {
        return images.current().topic(groupId + "-tidemark-control") != null;
    }

    private LogConfig logConfig(TopicImage topic) {
        return LogConfig.of(Config.ofTopic(configs.current(), topic.name(), topic.configs()));
    }

    private void failed(Throwable failure) {
        LOG.error("the broker cannot go on", failure);
        onFailure.accept(failure);
    }

    private void diskFailed(Path logDir, TidemarkException cause) {
        LOG.error("the disk of {} failed; its partitions take nothing any more", logDir, cause);
        if (settings.logDirs().size() == 1) {
            onFailure.accept(cause);
        }
    }
}
