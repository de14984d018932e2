package dev.tidemark.broker;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.net.ConnectionRules;
import dev.tidemark.broker.net.CoreLoops;
import dev.tidemark.broker.net.ListenerSettings;
import dev.tidemark.broker.net.LocalTransport;
import dev.tidemark.broker.net.NetServer;
import dev.tidemark.broker.net.Refusals;
import dev.tidemark.broker.net.RequestMemory;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.metrics.Metrics;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a broker's parts threads and sockets, and waits for them. Confined to the thread that starts the broker, then to the
 * one that stops it. What is opened is noted at once, so that {@link #stop} closes it also after a start that failed half way.
 */
final class ThreadedHost {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadedHost.class);

    private static final int FLUSHERS = 4;
    private static final long STOP_TIMEOUT_MS = 5_000;

    private final BrokerSettings settings;
    private final BrokerSeams seams;
    private final Config config;
    private final Metrics metrics;
    private final Consumer<Throwable> onFailure;
    private final ArrayDeque<ExecutorService> pools = new ArrayDeque<>();
    private final List<NetServer> servers = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<HandlerTable> handlerTables = new ArrayList<>();
    private @Nullable CoreLoops loops;
    private @Nullable ExecutorService flushers;
    private @Nullable BrokerParts parts;
    private @Nullable LoopMeasures loopMeasures;

    ThreadedHost(BrokerSettings settings, BrokerSeams seams, Metrics metrics, Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.seams = seams;
        this.config = settings.config();
        this.metrics = metrics;
        this.onFailure = onFailure;
    }

    void start() {
        settings.checkServed();
        Integer threads = config.find(BrokerKeys.NUM_NETWORK_THREADS);
        CoreLoops loops = new CoreLoops(threads == null ? CoreLoops.defaultThreads() : threads, this::failed);
        this.loops = loops;
        ExecutorService flushers = pool("tidemark-flusher", FLUSHERS);
        this.flushers = flushers;
        ExecutorService recovery = Executors.newFixedThreadPool(
                config.get(BrokerKeys.NUM_RECOVERY_THREADS_PER_DATA_DIR) * settings.logDirs().size(),
                new DefaultThreadFactory("tidemark-recovery", true));
        BrokerParts parts = new BrokerParts(settings, seams,
                new BrokerExecutors(List.copyOf(loops.dataLoops()), loops.controlLoop(), flushers,
                        pool("tidemark-background", CoreLoops.defaultThreads()), recovery,
                        new SizedPool(pool("tidemark-cleaner", 1))),
                metrics, onFailure);
        this.parts = parts;
        ProcessMeasures.addTo(metrics);
        try {
            await(parts.open());
        } finally {
            recovery.shutdown();
        }
        measureLoops(loops, metrics);
        bindListeners(loops, parts);
        await(parts.serve(endpoints));
        servers.forEach(NetServer::open);
    }

    private void measureLoops(CoreLoops loops, Metrics metrics) {
        LoopMeasures measures = new LoopMeasures(loops, metrics, seams.clock());
        metrics.sample(measures);
        measures.start();
        loopMeasures = measures;
    }

    private void bindListeners(CoreLoops loops, BrokerParts parts) {
        RequestMemory memory = new RequestMemory(settings.requestMemoryBytes());
        metrics.gauge(BrokerMetric.REQUEST_MEMORY.id(), memory::takenBytes);
        metrics.gauge(BrokerMetric.CONNECTIONS_WAITING.id(), memory::waiting);
        ConnectionRules rules = new ConnectionRules(parts.quotas(), memory, settings.connectionLimits(),
                new Refusals(seams.clock()));
        for (ListenerAddress listener : settings.clientListeners()) {
            HandlerTable table = parts.handlers(listener.name());
            ListenerSettings listenerSettings = settings.listener(listener);
            NetServer server = NetServer.bind(listenerSettings, loops, table, rules);
            servers.add(server);
            metrics.gauge(BrokerMetric.CONNECTIONS.id(), server::connections, "listener", listener.name());
            handlerTables.add(table);
            endpoints.add(settings.endpoint(listener, server.advertisedHost(), server.bound().getPort()));
        }
    }

    /**
     * Closes what was opened: first what runs on the loops, last opened first, and the work on the disk; then the loops, after which nobody uses a log; then the logs,
     * whose last flushes need the pools; then those. Goes on after what fails, since the rest wants to be closed as well.
     */
    void stop() {
        BrokerParts started = parts;
        if (started != null) {
            quietly(() -> await(started.quiesce()));
            servers.reversed().forEach(server -> quietly(server::close));
            LoopMeasures measures = loopMeasures;
            if (measures != null) {
                quietly(measures::stop);
            }
            quietly(() -> await(started.end()));
            finishDiskWork(started); // whose outcome the loops hear
        }
        if (loops != null) {
            quietly(loops::close);
        }
        ExecutorService closers = flushers;
        if (started != null && closers != null) {
            finishDiskWork(started);
            quietly(() -> started.closeLogs(closers));
        }
        while (!pools.isEmpty()) {
            ExecutorService pool = pools.pop();
            quietly(() -> end(pool));
        }
    }

    private static void finishDiskWork(BrokerParts parts) {
        try {
            parts.diskWorkDone().toCompletableFuture().get(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warn("work on the disk is still going on after {} ms", STOP_TIMEOUT_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException | InvariantFailure failed) {
            LOG.error("a part of the broker did not close cleanly", failed);
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

    BrokerParts parts() {
        return Invariants.present(parts, "the parts of a started broker");
    }

    ClusterImages images() {
        return parts().images();
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
                Invariants.present(loops, "the loops of a started broker").dataLoops(), firstHandlers(),
                parts().quotas());
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

    private ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(), new DefaultThreadFactory(name, true));
        pools.push(pool);
        return pool;
    }

    private void failed(Throwable failure) {
        LOG.error("the broker cannot go on", failure);
        onFailure.accept(failure);
    }

    /** Waits; for the starting and the stopping thread alone. */
    private static void await(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
