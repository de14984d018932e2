package dev.tidemark.streams.runtime;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.consumer.ClassicMembership;
import dev.tidemark.client.consumer.GroupSettings;
import dev.tidemark.client.net.Backoff;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.LoopCalls;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.config.AppKeys;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.restore.RestoreProgress;
import dev.tidemark.streams.topology.PhysicalTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of an application: a topology run by this process as a member of the application's group. Start as many as
 * wanted, on as many hosts; they share the tasks. Safe from any thread; the work is done by its workers' threads.
 *
 * {@snippet :
 * try (StreamsApp app = StreamsApp.start(topology, AppSettings.of(Map.of("application.id", "orders", "state.dir", "/var/lib/orders")), seams)) {
 *     app.running().join();
 * }
 * }
 */
public final class StreamsApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final long API_TIMEOUT_MS = 60_000;
    /** While somebody waits for what is looked for: all tasks running, or the end. */
    private static final long LOOK_EVERY_MS = 20;
    private static final long LOOK_SELDOM_MS = 100;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final AppSettings settings;
    private final AppSeams seams;
    private final NetworkSettings network;
    private final ProcessIdentity identity;
    /** Of the engine that keeps the stores: whoever starts the application opens it, while its first worker asks the cluster for its topics. */
    private final CompletableFuture<TaskStoresFactory> stores = new CompletableFuture<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<CommitJournal> journals = new ArrayList<>();
    private final EventLoop groupLoop;
    private final Admin admin;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();
    private final AtomicReference<AppState> state = new AtomicReference<>(new AppState.Starting());
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final CompletableFuture<AppTopics> prepared = new CompletableFuture<>();

    /** Made on the group's loop once the topics are known. */
    private @Nullable Started started;

    /** On the group's loop. */
    private boolean endDeclared;

    private record Started(AppTopics topics, AppGroup group, ClassicMembership membership, Workers hosts,
            ApplicationEnd end) {}

    private StreamsApp(AppSettings settings, AppSeams seams) {
        this.settings = settings;
        this.seams = seams;
        this.network = new NetworkSettings(settings.bootstrapServers().stream().map(Endpoint::parse).toList(),
                settings.applicationId(), settings.config().get(AppKeys.REQUEST_TIMEOUT_MS), 300_000,
                new Backoff(50, 1_000), new Backoff(50, 1_000));
        this.identity = ProcessIdentity.take(seams.storage(), settings.appDir(), seams.random());
        for (int i = 0; i < settings.workers(); i++) {
            Cluster cluster = new Cluster(seams.transport(), seams.workers().loop(), seams.clock(), seams.random(),
                    network);
            workers.add(new Worker(i, cluster, settings.commitIntervalMs(), settings.trimIntervalMs(), this::failed));
        }
        this.groupLoop = workers.getFirst().loop();
        this.admin = new Admin(workers.getFirst().cluster(), API_TIMEOUT_MS);
    }

    /**
     * Starts an instance; what it does from then on is told by {@link #running} and {@link #state}.
     *
     * @throws dev.tidemark.core.failure.TidemarkException DATA_DIR_IN_USE if another process has the state directory;
     *     DATA_DIR_UNUSABLE
     */
    public static StreamsApp start(Topology topology, AppSettings settings, AppSeams seams) {
        StreamsApp app = new StreamsApp(settings, seams);
        try {
            app.startWorkers();
            PhysicalTopology physical = topology.physical(settings.applicationId());
            app.groupLoop.execute(() -> app.prepare(physical));
            app.openStores();
        } catch (RuntimeException | Error e) {
            app.close();
            throw e;
        }
        return app;
    }

    /** They look for the brokers they will call, before anybody knows of what topics. */
    private void startWorkers() {
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            String transactionalId = identity.transactionalId(settings.applicationId(), i);
            seams.workers().start(worker.loop(), worker);
            worker.loop().execute(() -> WorkerAssembly.connectAhead(worker.cluster(), settings, transactionalId));
        }
    }

    private void openStores() {
        TaskStoresFactory engine = seams.stores()
                .open(storesDir(), seams.storage(), seams.clock(), new StateMemory(memoryBytes(settings)));
        stores.complete(engine);
        engine.openAhead();
    }

    private static long memoryBytes(AppSettings settings) {
        Long configured = settings.config().find(AppKeys.STATE_MEMORY_BYTES);
        return configured != null ? configured : Runtime.getRuntime().maxMemory() / 4;
    }

    private Path storesDir() {
        return settings.appDir().resolve("stores");
    }

    // ---- on the group's loop

    private void prepare(PhysicalTopology topology) {
        new TopicPreparation(admin, topology).prepare()
                .thenAcceptBothAsync(stores, this::assemble, groupLoop::executeOrRun)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        failed(failure);
                    }
                });
    }

    private void assemble(AppTopics topics, TaskStoresFactory engine) {
        Workers hosts = new Workers(workers, groupLoop, seams.storage(), storesDir());
        AppGroup group = new AppGroup(topics.map(), identity.id(), settings.workers(), hosts, this::failed);
        Cluster cluster = workers.getFirst().cluster();
        ClassicMembership membership = new ClassicMembership(cluster,
                new GroupSettings(settings.applicationId(), identity.groupInstanceId(settings.applicationId()),
                        settings.config().get(AppKeys.SESSION_TIMEOUT_MS),
                        settings.config().get(AppKeys.HEARTBEAT_INTERVAL_MS),
                        settings.config().get(AppKeys.MAX_POLL_INTERVAL_MS)),
                group);
        started = new Started(topics, group, membership, hosts,
                new ApplicationEnd(topics.map(), WorkerAssembly.offsets(cluster, settings)));
        WorkerAssembly assembly = new WorkerAssembly(settings, topics, group, groupLoop, engine,
                new LogTrimmer(admin, groupLoop), seams.clock());
        CompletionStage<Void> equipped = endFormerWorkers();
        for (int i = 0; i < workers.size(); i++) {
            int number = i;
            Worker worker = workers.get(i);
            CommitJournal journal = new CommitJournal(seams.storage(), settings.appDir(), number);
            journals.add(journal);
            CompletionStage<Void> one = LoopCalls.ask(worker.loop(), groupLoop,
                    () -> worker.equip(assembly.parts(worker,
                            identity.transactionalId(settings.applicationId(), number), journal)));
            equipped = equipped.thenCombine(one, (_, _) -> null);
        }
        // every transactional id of this process is initialised before any offset is read
        equipped.whenComplete((_, failure) -> {
            if (failure != null) {
                failed(failure);
            } else {
                if (identity.workersBefore() > transactionalWorkers()) {
                    identity.noteWorkers(transactionalWorkers());
                }
                prepared.complete(topics);
                group.start(membership);
                look();
            }
        });
    }

    /**
     * A start with fewer workers than the last one ends what the others left open, too; and one without transactions what all did that had them.
     */
    private CompletionStage<Void> endFormerWorkers() {
        int before = identity.workersBefore();
        if (before < transactionalWorkers()) {
            identity.noteWorkers(transactionalWorkers());
        }
        CompletionStage<Void> ended = CompletableFuture.completedFuture(null);
        for (int i = transactionalWorkers(); i < before; i++) {
            TransactionalProducer former = WorkerAssembly.producer(workers.getFirst().cluster(),
                    identity.transactionalId(settings.applicationId(), i));
            ended = ended.thenCombine(WorkerIdentity.initialise(former).whenComplete((_, _) -> former.close()),
                    (_, _) -> null);
        }
        return ended;
    }

    private int transactionalWorkers() {
        return settings.exactlyOnce() ? settings.workers() : 0;
    }

    /** Looks whether all tasks run, and later whether all are drained, until both are true. */
    private void look() {
        Started present = Invariants.present(started, "the application's group");
        if (over() || drained.isDone()) {
            return;
        }
        present.membership().progressed();
        if (!present.group().stable()) {
            lookAgain();
            return;
        }
        present.hosts().all(Worker::settled).thenCompose(settled -> {
            if (settled && state() instanceof AppState.Starting && replaceState(new AppState.Running())) {
                running.complete(null);
                stores.join().closeAhead();
            }
            return present.hosts().all(worker -> settled && worker.ended());
        })
                .thenCompose(ended -> ended ? present.end().reached() : CompletableFuture.completedFuture(false))
                .whenComplete((allDrained, failure) -> {
                    if (failure != null) {
                        failed(failure);
                    } else if (allDrained && present.group().stable()) {
                        if (replaceState(new AppState.Drained())) {
                            drained.complete(null);
                        }
                    } else {
                        lookAgain();
                    }
                });
    }

    private void lookAgain() {
        boolean awaited = endDeclared || state.get() instanceof AppState.Starting;
        groupLoop.schedule(awaited ? LOOK_EVERY_MS : LOOK_SELDOM_MS, this::look);
    }

    private boolean over() {
        return state.get() instanceof AppState.Closed || state.get() instanceof AppState.Failed;
    }

    // ---- from any thread

    public AppState state() {
        return Invariants.present(state.get(), "state");
    }

    /** Completes once all tasks of this instance run; fails if the application fails before. */
    public CompletableFuture<Void> running() {
        return running.copy();
    }

    /** Completes once the declared ends are reached and all that follows is committed; fails if the application fails. */
    public CompletableFuture<Void> drained() {
        return drained.copy();
    }

    /** The stores that this instance fills from their changelogs, each with how far it is; empty if there are none. */
    public CompletableFuture<List<RestoreProgress>> restoring() {
        CompletableFuture<List<RestoreProgress>> answer = new CompletableFuture<>();
        if (over()) {
            answer.complete(List.of());
            return answer;
        }
        groupLoop.execute(() -> {
            Started present = started;
            if (present == null) {
                answer.complete(List.of());
            } else {
                var unused = present.hosts().restoring().thenAccept(answer::complete);
            }
        });
        return answer;
    }

    /** The application's topics as the cluster has them; completes during the start. */
    public CompletableFuture<AppTopics> topics() {
        return prepared.copy();
    }

    /**
     * Declares that the source topics end where they end now: every record before is processed, then every window closes
     * ({@code watermarks}, rule I). Nothing that is appended later is read. Fails if the application fails before.
     */
    public CompletableFuture<Void> declareEnd() {
        CompletableFuture<Void> declared = new CompletableFuture<>();
        CompletionStage<Map<TopicPartition, Long>> ends = prepared.thenCompose(topics -> {
            Map<TopicPartition, Long> latest = new TreeMap<>();
            for (String topic : topics.map().topology().sourceTopics()) {
                for (int partition = 0; partition < topics.partitionCount(topic); partition++) {
                    latest.put(new TopicPartition(topic, partition), -1L);
                }
            }
            return admin.listOffsets(latest, true);
        });
        CompletionStage<Void> over = drained;
        over.whenComplete((_, failure) -> {
            if (failure != null) {
                declared.completeExceptionally(failure);
            }
        });
        ends.thenAccept(found -> groupLoop.execute(() -> {
            Invariants.present(started, "the application's group").hosts().declareEnds(found);
            endDeclared = true;
            declared.complete(null);
        })).exceptionally(failure -> {
            declared.completeExceptionally(failure);
            return null;
        });
        return declared;
    }

    private void failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? causeOf(wrapped) : failure;
        if (over() || !replaceState(new AppState.Failed(cause))) {
            return;
        }
        if (cause instanceof TidemarkException explained) {
            LOG.error("application {} failed: {}", settings.applicationId(), explained.getMessage());
            LOG.debug("where it failed", explained);
        } else {
            LOG.error("application {} failed", settings.applicationId(), cause);
        }
        running.completeExceptionally(cause);
        drained.completeExceptionally(cause);
        prepared.completeExceptionally(cause);
        stopWorkers();
    }

    private static Throwable causeOf(CompletionException wrapped) {
        return wrapped.getCause() == null ? wrapped : wrapped.getCause();
    }

    /** Each commits what it has and ends; the group's loop is the first worker's, so it hears first what will not wait. */
    private void stopWorkers() {
        groupLoop.execute(() -> {
            if (started != null) {
                started.group().stop();
            }
        });
        workers.forEach(worker -> worker.loop().execute(worker::stop));
    }

    private boolean replaceState(AppState next) {
        AppState before = state.get();
        return !(before instanceof AppState.Closed) && !(before instanceof AppState.Failed)
                && state.compareAndSet(before, next);
    }

    /**
     * Begins to stop: commits what is open, checkpoints the stores, and lets go of everything. Does not wait; idempotent.
     *
     * @return completes once nothing is under way any more; on a worker's loop
     */
    public CompletableFuture<Void> stop() {
        if (closing.compareAndSet(false, true)) {
            replaceState(new AppState.Closed());
            stopWorkers();
            IllegalStateException closed = new IllegalStateException("the application was closed");
            running.completeExceptionally(closed);
            drained.completeExceptionally(closed);
            prepared.completeExceptionally(closed);
        }
        return CompletableFuture.allOf(workers.stream().map(Worker::end).toArray(CompletableFuture[]::new))
                .thenRun(this::letGo);
    }

    private void letGo() {
        if (released.compareAndSet(false, true)) {
            try {
                journals.forEach(CommitJournal::close);
                TaskStoresFactory opened = stores.getNow(null);
                if (opened != null) {
                    opened.close();
                }
            } finally {
                identity.close(); // or no other process could take the state directory while this one lives
            }
        }
    }

    /** As {@link #stop}, and waits some seconds at most. Idempotent. */
    @Override
    public void close() {
        if (!await(stop()) && released.compareAndSet(false, true)) {
            identity.close(); // a worker still uses journals and stores, and the process's end closes them
        }
    }

    private static boolean await(CompletableFuture<?> future) {
        try {
            future.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("a worker did not end in time; its transaction is aborted by the next start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
