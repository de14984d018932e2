package dev.tidemark.broker;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.Features;
import dev.tidemark.broker.coordinator.CoordinatorLogs;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.GroupSettings;
import dev.tidemark.broker.group.MarkerRouter;
import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.net.ConnectionLimits;
import dev.tidemark.broker.net.ConnectionRules;
import dev.tidemark.broker.net.CoreLoops;
import dev.tidemark.broker.net.ListenerSettings;
import dev.tidemark.broker.net.LocalTransport;
import dev.tidemark.broker.net.NetServer;
import dev.tidemark.broker.net.Refusals;
import dev.tidemark.broker.net.RequestMemory;
import dev.tidemark.broker.partition.Housekeeping;
import dev.tidemark.broker.partition.LedPartitions;
import dev.tidemark.broker.partition.LogCleaner;
import dev.tidemark.broker.partition.PartitionCoordinatorLogs;
import dev.tidemark.broker.partition.PartitionLoop;
import dev.tidemark.broker.partition.PartitionMarkerWriter;
import dev.tidemark.broker.quorum.SingleNodeQuorum;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.ClusterHandlers;
import dev.tidemark.broker.request.ConfigHandlers;
import dev.tidemark.broker.request.CoordinatorHandlers;
import dev.tidemark.broker.request.CreatePartitionsHandler;
import dev.tidemark.broker.request.CreateTopicsHandler;
import dev.tidemark.broker.request.DeleteRecordsHandler;
import dev.tidemark.broker.request.DeleteTopicsHandler;
import dev.tidemark.broker.request.DescribeClusterHandler;
import dev.tidemark.broker.request.DescribeTopicPartitionsHandler;
import dev.tidemark.broker.request.DiskGuard;
import dev.tidemark.broker.request.FetchHandler;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.ListOffsetsHandler;
import dev.tidemark.broker.request.MetadataHandler;
import dev.tidemark.broker.request.OffsetForLeaderEpochHandler;
import dev.tidemark.broker.request.ProduceHandler;
import dev.tidemark.broker.request.ReplicaHandlers;
import dev.tidemark.broker.request.TransactionInspectionHandlers;
import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.broker.txn.TransactionSettings;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.protocol.message.CreatePartitionsRequest;
import dev.tidemark.protocol.message.CreatePartitionsResponse;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.DeleteRecordsRequest;
import dev.tidemark.protocol.message.DeleteRecordsResponse;
import dev.tidemark.protocol.message.DeleteTopicsRequest;
import dev.tidemark.protocol.message.DeleteTopicsResponse;
import dev.tidemark.protocol.message.DescribeClusterRequest;
import dev.tidemark.protocol.message.DescribeClusterResponse;
import dev.tidemark.protocol.message.DescribeTopicPartitionsRequest;
import dev.tidemark.protocol.message.DescribeTopicPartitionsResponse;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest;
import dev.tidemark.protocol.message.OffsetForLeaderEpochResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceResponse;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a broker's parts and gives them to each other, by hand and in one place. Confined to the thread that starts the broker, then to the
 * one that stops it. What is opened is noted at once, so that {@link #stop} closes it also after a start that failed half way.
 */
final class BrokerWiring {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerWiring.class);

    private static final int FLUSHERS = 4;
    private static final int OPEN_SEGMENTS_MAX = 1_000;
    private static final long CHECKPOINT_INTERVAL_MS = 10_000;
    private static final long STOP_TIMEOUT_MS = 5_000;

    private final BrokerSettings settings;
    private final BrokerSeams seams;
    private final Config config;
    private final Consumer<Throwable> onFailure;
    private final int nodeId;
    private final ClusterImages images = new ClusterImages();
    private final BrokerConfigs configs;
    private final ClientQuotas quotas;
    private final Metrics metrics = new Metrics();
    private final ArrayDeque<Runnable> loopUsers = new ArrayDeque<>();
    private final ArrayDeque<ExecutorService> pools = new ArrayDeque<>();
    private final List<NetServer> servers = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<HandlerTable> handlerTables = new ArrayList<>();
    private @Nullable CoreLoops loops;
    private @Nullable LogManager logs;
    private @Nullable DiskWork diskWork;
    private @Nullable BrokerMeasures measures;
    /** Partitions ask it for admission, and it keeps its state in partitions: the one knot, tied here. */
    private volatile @Nullable TransactionCoordinator transactions;

    BrokerWiring(BrokerSettings settings, BrokerSeams seams, Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.seams = seams;
        this.config = settings.config();
        this.onFailure = onFailure;
        this.nodeId = config.get(BrokerKeys.NODE_ID);
        this.configs = new BrokerConfigs(images, config, nodeId);
        this.quotas = new ClientQuotas(config, seams.clock());
    }

    void start() {
        settings.checkServed();
        BrokerMetric.describeAll(metrics);
        ProcessMeasures.addTo(metrics);
        Integer threads = config.find(BrokerKeys.NUM_NETWORK_THREADS);
        CoreLoops loops = new CoreLoops(threads == null ? CoreLoops.defaultThreads() : threads, this::failed);
        this.loops = loops;
        ExecutorService flushers = pool("tidemark-flusher", FLUSHERS);
        ExecutorService background = pool("tidemark-background", CoreLoops.defaultThreads());
        EventLoop control = loops.controlLoop();

        Controller controller = controller(control, flushers);
        await(controller.load());
        ClusterImage loaded = images.current();
        long openingNanos = seams.clock().monotonicNanos();
        LogManager logs = openLogs(loaded, new MeteredExecutor(flushers, seams.clock(),
                metrics.histogram(BrokerMetric.LOG_FLUSH.id())), background);
        long openedNanos = seams.clock().monotonicNanos() - openingNanos;
        metrics.gauge(BrokerMetric.LOG_OPENED.id(), () -> openedNanos);
        this.logs = logs;

        TransactionGate gate = (transactionalId, producerId, producerEpoch, asked, mode) -> Invariants
                .present(transactions, "the transaction coordinator")
                .gate()
                .admit(transactionalId, producerId, producerEpoch, asked, mode);
        List<PartitionLoop> partitionLoops = new ArrayList<>();
        for (EventLoop loop : loops.dataLoops()) {
            partitionLoops.add(new PartitionLoop(loop, gate));
        }
        DiskWork disk = new DiskWork(background, this::failed);
        diskWork = disk;
        LedPartitions partitions = new LedPartitions(nodeId, logs, partitionLoops, control, disk, this::logConfig);
        CoordinatorLogs coordinatorLogs = new PartitionCoordinatorLogs(partitions,
                new ControllerTopics(controller, images), control);
        TransactionCoordinator transactions = new TransactionCoordinator(control, seams.clock(), coordinatorLogs,
                controller,
                TransactionSettings.of(config));
        this.transactions = transactions;
        GroupCoordinator groups = new GroupCoordinator(control, seams.clock(), seams.random(), coordinatorLogs,
                GroupSettings.of(config), this::belongsToAnApp, gate);

        MarkerWriter markers = new MarkerRouter(groups,
                new PartitionMarkerWriter(partitions, control, seams.clock()));

        DiskSpace diskSpace = new DiskSpace(seams.storage(), settings.logDirs(),
                config.get(BrokerKeys.DISK_FULL_PERCENT), control, disk);
        loopUsers.push(() -> await(onLoop(control, diskSpace::stop)));
        measure(loops, partitions, logs, groups, transactions, diskSpace);
        bindListeners(loops,
                listener -> handlers(listener, controller, partitions, groups, transactions, markers, diskSpace,
                        loops));
        await(controller.register(nodeId, endpoints, null));
        await(onLoop(control, () -> {
            images.subscribe(quotas);
            images.subscribe(partitions);
            diskSpace.start();
            images.subscribe(groups);
            groups.start();
            transactions.start(markers);
        }));
        await(CompletableFuture.completedFuture(null).thenComposeAsync(started -> images.applied(), control));
        loopUsers.push(() -> await(onLoop(control, () -> {
            groups.close();
            transactions.close();
        })));
        housekeep(control, partitions, () -> disk.execute(() -> checkpoint(logs)));
        if (config.get(BrokerKeys.LOG_CLEANER_ENABLE)) {
            compact(control, partitions);
        }
        servers.forEach(NetServer::open);
    }

    /**
     * Closes what was opened: first what runs on the loops, last opened first, and the work on the disk; then the loops, after which nobody uses a log; then the logs,
     * whose last flushes need the pools; then those. Goes on after what fails, since the rest wants to be closed as well.
     */
    void stop() {
        while (!loopUsers.isEmpty()) {
            quietly(loopUsers.pop());
        }
        finishDiskWork(); // whose outcome the loops hear
        if (loops != null) {
            quietly(loops::close);
        }
        finishDiskWork();
        if (logs != null) {
            quietly(logs::close);
        }
        while (!pools.isEmpty()) {
            ExecutorService pool = pools.pop();
            quietly(() -> end(pool));
        }
    }

    private void finishDiskWork() {
        DiskWork last = diskWork;
        if (last != null) {
            quietly(() -> last.finish(STOP_TIMEOUT_MS));
        }
    }

    private static void quietly(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException | InvariantFailure failed) {
            LOG.error("a part of the broker did not close cleanly", failed);
        }
    }

    private static void end(ExecutorService pool) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("background work is still going on after {} ms; it is left behind", STOP_TIMEOUT_MS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    int nodeId() {
        return nodeId;
    }

    String clusterId() {
        return Invariants.present(logs, "the logs of a started broker").clusterId();
    }

    ClusterImages images() {
        return images;
    }

    Metrics metrics() {
        return metrics;
    }

    Endpoint firstEndpoint() {
        return endpoints.get(0);
    }

    NetServer firstServer() {
        return servers.get(0);
    }

    Transport localTransport() {
        Endpoint self = firstEndpoint();
        return new LocalTransport(new dev.tidemark.client.net.Endpoint(self.host(), self.port()),
                Invariants.present(loops, "the loops of a started broker").dataLoops(), handlerTables.get(0), quotas);
    }

    HandlerTable firstHandlers() {
        return handlerTables.get(0);
    }

    boolean onOwnLoop() {
        CoreLoops running = loops;
        if (running == null) {
            return false;
        }
        boolean own = running.controlLoop().inLoop();
        for (EventLoop loop : running.dataLoops()) {
            own |= loop.inLoop();
        }
        return own;
    }

    private Controller controller(EventLoop control, ExecutorService flushers) {
        SingleNodeQuorum quorum = new SingleNodeQuorum(seams.storage(),
                settings.logDirs().get(0).resolve(SingleNodeQuorum.FOLDER), control,
                flushers);
        Controller controller = new Controller(control, quorum, images, configs, seams.random());
        loopUsers.push(() -> await(onLoop(control, controller::close)));
        return controller;
    }

    private LogManager openLogs(ClusterImage loaded, Executor flushers, ExecutorService background) {
        LogManager.Settings logSettings = new LogManager.Settings(settings.logDirs(), nodeId, null,
                () -> new UUID(seams.random().nextLong(), seams.random().nextLong()), OPEN_SEGMENTS_MAX,
                Controller.nextBrokerEpoch(loaded),
                config.get(BrokerKeys.PRODUCER_ID_EXPIRATION_MS));
        LogManager.Seams logSeams = new LogManager.Seams(seams.storage(), seams.clock(), flushers, background,
                this::diskFailed);
        ExecutorService recovery = Executors.newFixedThreadPool(
                config.get(BrokerKeys.NUM_RECOVERY_THREADS_PER_DATA_DIR) * settings.logDirs().size(),
                new DefaultThreadFactory("tidemark-recovery", true));
        try {
            return LogManager.open(logSettings, logSeams, topic -> {
                TopicImage image = loaded.topic(topic);
                return LogConfig
                        .of(Config.ofTopic(configs.under(loaded), topic, image == null ? Map.of() : image.configs()));
            }, recovery);
        } finally {
            recovery.shutdown();
        }
    }

    /** A stream application's group bears the name of its control topic; its offsets never expire, however long it stands. */
    private boolean belongsToAnApp(String groupId) {
        return images.current().topic(groupId + "-tidemark-control") != null;
    }

    private LogConfig logConfig(TopicImage topic) {
        return LogConfig.of(Config.ofTopic(configs.current(), topic.name(), topic.configs()));
    }

    private void measure(CoreLoops loops, LedPartitions partitions, LogManager logs, GroupCoordinator groups,
            TransactionCoordinator transactions, DiskSpace diskSpace) {
        BrokerMeasures measures = new BrokerMeasures(metrics, seams.clock(), loops, logs, partitions, groups,
                transactions, config.get(BrokerKeys.TRANSACTION_MAX_TIMEOUT_MS));
        this.measures = measures;
        loopUsers.push(measures::close);
        metrics.gauge(BrokerMetric.TOPICS.id(), () -> images.current().topicsByName().size());
        metrics.gauge(BrokerMetric.DISK_FULL.id(), () -> diskSpace.problem() == null ? 0 : 1);
    }

    BrokerMeasures measures() {
        return Invariants.present(measures, "the measures of a started broker");
    }

    /** Retention at its interval, recovery points more often: they bound what a start after a crash has to read again. */
    private void housekeep(EventLoop control, LedPartitions partitions, Runnable checkpoint) {
        Housekeeping retention = new Housekeeping(partitions.all(), control,
                config.get(BrokerKeys.LOG_RETENTION_CHECK_INTERVAL_MS), () -> {});
        Housekeeping recoveryPoints = new Housekeeping(List.of(), control, CHECKPOINT_INTERVAL_MS, checkpoint);
        retention.start();
        recoveryPoints.start();
        loopUsers.push(() -> await(onLoop(control, () -> {
            retention.stop();
            recoveryPoints.stop();
        })));
    }

    /** A full disk is no reason to stop: the checkpoints of before hold, and the next ones come when there is room. */
    private static void checkpoint(LogManager logs) {
        try {
            logs.checkpoint();
        } catch (TidemarkException disk) {
            if (disk.code() != FailureCode.DISK_FULL) {
                throw disk;
            }
            LOG.warn("recovery points were not written; a start after a crash would read more\n{}", disk.getMessage());
        }
    }

    private void compact(EventLoop control, LedPartitions partitions) {
        LogCleaner.Settings cleaning = LogCleaner.Settings.of(config);
        LogCleaner cleaner = new LogCleaner(partitions.all(), control, pool("tidemark-cleaner", cleaning.threads()),
                seams.clock(), cleaning, this::failed);
        await(onLoop(control, cleaner::start));
        loopUsers.push(() -> await(
                CompletableFuture.completedFuture(null).thenComposeAsync(stopping -> cleaner.stop(), control)));
    }

    private interface Handlers {
        HandlerTable of(String listener);
    }

    private void bindListeners(CoreLoops loops, Handlers handlers) {
        RequestMemory memory = new RequestMemory(requestBytes());
        metrics.gauge(BrokerMetric.REQUEST_MEMORY.id(), memory::takenBytes);
        metrics.gauge(BrokerMetric.CONNECTIONS_WAITING.id(), memory::waiting);
        ConnectionRules rules = new ConnectionRules(quotas, memory, connectionLimits(), new Refusals(seams.clock()));
        for (ListenerAddress listener : settings.clientListeners()) {
            HandlerTable table = handlers.of(listener.name());
            ListenerSettings listenerSettings = ListenerSettings.of(listener.host(), listener.port())
                    .insecureListen(settings.insecureListen())
                    .requestBytesMax(config.get(BrokerKeys.SOCKET_REQUEST_MAX_BYTES))
                    .idleMsMax(config.get(BrokerKeys.CONNECTIONS_MAX_IDLE_MS))
                    .stallMsMax(config.get(BrokerKeys.REQUEST_STALL_MS));
            NetServer server = NetServer.bind(listenerSettings, loops, table, rules);
            loopUsers.push(server::close);
            servers.add(server);
            metrics.gauge(BrokerMetric.CONNECTIONS.id(), server::connections, "listener", listener.name());
            handlerTables.add(table);
            endpoints.add(settings.endpoint(listener, server.advertisedHost(), server.bound().getPort()));
        }
    }

    private long requestBytes() {
        long configured = config.get(BrokerKeys.QUEUED_MAX_REQUEST_BYTES);
        return configured > 0 ? configured : RequestMemory.ofHeap(Runtime.getRuntime());
    }

    private ConnectionLimits connectionLimits() {
        Map<String, Integer> overrides = new TreeMap<>();
        for (String entry : config.get(BrokerKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES)) {
            int colon = entry.lastIndexOf(':'); // an IPv6 address has some of its own
            String count = entry.substring(colon + 1);
            if (colon <= 0 || !count.matches("\\d{1,9}")) {
                throw new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "The broker cannot start",
                        BrokerKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES.name(), "'" + entry + "' is not ADDRESS:COUNT",
                        "write for example 127.0.0.1:200,10.0.0.7:50");
            }
            overrides.put(entry.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(count));
        }
        return new ConnectionLimits(config.get(BrokerKeys.MAX_CONNECTIONS),
                config.get(BrokerKeys.MAX_CONNECTIONS_PER_IP), overrides);
    }

    /** The only place where an API gets its handler. Those that tell addresses tell those of the listener. */
    private HandlerTable handlers(String listener, Controller controller, LedPartitions partitions,
            GroupCoordinator groups,
            TransactionCoordinator transactions, MarkerWriter markers, DiskSpace diskSpace, CoreLoops loops) {
        String clusterId = clusterId();
        FetchHandler.Bounds fetchBounds = new FetchHandler.Bounds(config.get(BrokerKeys.FETCH_MAX_BYTES),
                config.get(BrokerKeys.FETCH_SESSION_CACHE_SLOTS), loops.dataLoops().size());
        HandlerTable.Builder table = HandlerTable.builder(metrics, seams.clock())
                .add(ProduceRequest.class, ProduceResponse.class,
                        new DiskGuard(new ProduceHandler(partitions, seams.clock()), diskSpace::problem))
                .add(FetchRequest.class, FetchResponse.class, new FetchHandler(partitions, fetchBounds, seams.clock()))
                .add(ListOffsetsRequest.class, ListOffsetsResponse.class, new ListOffsetsHandler(partitions))
                .add(DeleteRecordsRequest.class, DeleteRecordsResponse.class, new DeleteRecordsHandler(partitions))
                .add(OffsetForLeaderEpochRequest.class, OffsetForLeaderEpochResponse.class,
                        new OffsetForLeaderEpochHandler(partitions))
                .add(MetadataRequest.class, MetadataResponse.class,
                        new MetadataHandler(images, controller, clusterId, config, listener))
                .add(CreateTopicsRequest.class, CreateTopicsResponse.class,
                        new CreateTopicsHandler(controller, images, configs, quotas))
                .add(DeleteTopicsRequest.class, DeleteTopicsResponse.class,
                        new DeleteTopicsHandler(controller, quotas))
                .add(CreatePartitionsRequest.class, CreatePartitionsResponse.class,
                        new CreatePartitionsHandler(controller, quotas))
                .add(DescribeClusterRequest.class, DescribeClusterResponse.class,
                        new DescribeClusterHandler(images, clusterId, listener))
                .add(DescribeTopicPartitionsRequest.class, DescribeTopicPartitionsResponse.class,
                        new DescribeTopicPartitionsHandler(images));
        ConfigHandlers.addTo(table, controller, images, configs);
        ClusterHandlers.addTo(table, controller, images);
        CoordinatorHandlers.addTo(table, groups, transactions, images, nodeId, listener, seams.clock(),
                loops.controlLoop());
        TransactionInspectionHandlers.addTo(table, partitions, transactions, markers, loops.controlLoop());
        ReplicaHandlers.addTo(table, images, Invariants.present(logs, "open logs")::contents, seams.storage(),
                Invariants.present(diskWork, "work on the disk"), seams.clock());
        return table.build(() -> Features.levels(images.current()));
    }

    private ExecutorService pool(String name, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, new DefaultThreadFactory(name, true));
        pools.push(pool);
        return pool;
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

    private static CompletionStage<Void> onLoop(EventLoop loop, Runnable task) {
        return CompletableFuture.runAsync(task, loop);
    }

    /** Waits; for the starting and the stopping thread alone. */
    private static void await(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
