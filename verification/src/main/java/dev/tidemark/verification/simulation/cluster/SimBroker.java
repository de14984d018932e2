package dev.tidemark.verification.simulation.cluster;

import dev.tidemark.broker.BrokerExecutors;
import dev.tidemark.broker.BrokerParts;
import dev.tidemark.broker.BrokerSeams;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.broker.ListenerAddress;
import dev.tidemark.broker.net.ConnectionLimits;
import dev.tidemark.broker.net.ConnectionPipeline;
import dev.tidemark.broker.net.ConnectionRules;
import dev.tidemark.broker.net.ListenerSettings;
import dev.tidemark.broker.net.Refusals;
import dev.tidemark.broker.net.RequestMemory;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import dev.tidemark.verification.simulation.disk.DiskOperation;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import dev.tidemark.verification.simulation.disk.ProcessDisk;
import dev.tidemark.verification.simulation.schedule.EventKind;
import dev.tidemark.verification.simulation.schedule.Seed;
import dev.tidemark.verification.simulation.schedule.SimClock;
import dev.tidemark.verification.simulation.schedule.SimExecutor;
import dev.tidemark.verification.simulation.schedule.SimLoop;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A machine that runs the production broker: its disk and clocks, and the process of the moment. Confined to the simulation's thread.
 *
 * <p>The process dies by {@link #kill}, {@link #losePower}, or by itself when its disk fails; somebody starts it again. If it fails for another reason,
 * that is a bug of the broker, told to the world.
 */
public final class SimBroker {

    private static final int NODE = 1;
    private static final String LISTENER = "PLAINTEXT";
    private static final int FLUSHERS = 4;
    private static final int REQUEST_BYTES = 64 << 20;
    /** Small where a run of minutes would otherwise never meet a boundary. */
    private static final Map<String, String> SETTINGS = Map.of(
            "log.index.size.max.bytes", "16384",
            "log.index.interval.bytes", "512",
            "offsets.topic.num.partitions", "2",
            "transaction.state.log.num.partitions", "2",
            "group.initial.rebalance.delay.ms", "500",
            "num.partitions", "3",
            "log.cleaner.backoff.ms", "5000");

    private final SimWorld world;
    private final Endpoint endpoint;
    private final BrokerSettings settings;
    private final MemoryStorage disk = new MemoryStorage();
    private final SimClock clock;
    private final SplittableRandom powerLosses;
    private UnaryOperator<Storage> firmware = UnaryOperator.identity();
    private DiskWatch watch = DiskWatch.nothing();
    private DiskPace pace = DiskPace.usual();
    private Consumer<MemoryStorage> beforeNextStart = untouched -> {};
    private int starts;
    private @Nullable SimProcess process;
    private @Nullable BrokerParts parts;
    private @Nullable HandlerTable handlers;
    private @Nullable ConnectionRules rules;
    private boolean serving;

    SimBroker(SimWorld world, Endpoint endpoint, Map<String, String> values) {
        this.world = world;
        this.endpoint = endpoint;
        Map<String, String> all = new TreeMap<>(SETTINGS);
        all.put("node.id", Integer.toString(NODE));
        all.put("listeners", LISTENER + "://" + endpoint);
        all.put("log.dirs", "/disk");
        all.putAll(values);
        this.settings = BrokerSettings.of(all);
        this.clock = new SimClock(world.scheduler(), 1_000_000_000_000L);
        this.powerLosses = seed().stream("power losses");
    }

    private Seed seed() {
        return world.scheduler().seed();
    }

    // ---- what it is

    public Endpoint endpoint() {
        return endpoint;
    }

    /** The machine's disk, as it is. */
    public MemoryStorage disk() {
        return disk;
    }

    public SimClock clock() {
        return clock;
    }

    /** Whether the process of the moment answers requests. */
    public boolean serving() {
        return serving;
    }

    /** Whether there is a process. */
    public boolean running() {
        return process != null && process.alive();
    }

    /** Whether its process stands still. */
    public boolean paused() {
        return process != null && process.paused();
    }

    /** How often it was started. */
    public int starts() {
        return starts;
    }

    /** What the process of the moment, or the last one, serves. */
    public HandlerTable handlers() {
        return Invariants.present(handlers, "the handlers of a broker that has been open");
    }

    /** What its connections are held to together. */
    public ConnectionRules rules() {
        return Invariants.present(rules, "the rules of a broker that has been open");
    }

    // ---- what befalls its disk

    /** What a disk does to what is asked of it, for processes that start from now on: the place for disks that lie. */
    public void firmware(UnaryOperator<Storage> wrapping) {
        firmware = wrapping;
    }

    /** Who hears of each operation on the disk from now on. */
    public void watch(DiskWatch now) {
        watch = now;
    }

    /** How long the disk takes from now on. */
    public void pace(DiskPace now) {
        pace = now;
    }

    /** Something happens to the disk while nobody uses it: before the next start, once. */
    public void beforeNextStart(Consumer<MemoryStorage> damage) {
        beforeNextStart = damage;
    }

    /** How many bytes there are on it now. */
    public long usedBytes() {
        return disk.usedBytes();
    }

    // ---- its life

    /** Starts a process, if there is none. */
    public void start() {
        if (running()) {
            return;
        }
        starts++;
        beforeNextStart.accept(disk);
        beforeNextStart = untouched -> {};
        String name = "broker/" + starts;
        world.scheduler().note(name + " starts");
        SimProcess[] self = new SimProcess[1];
        SimProcess started = world.process(name, clock, failure -> failed(self[0], failure));
        self[0] = started;
        process = started;
        List<SimLoop> data = List.of(loop(started, "data 0"), loop(started, "data 1"));
        SimLoop control = loop(started, "control");
        SplittableRandom diskRandom = seed().stream("disk of " + name);
        LongSupplier work = () -> pace.nanos(diskRandom);
        Storage storage = new ProcessDisk(firmware.apply(disk), started, new WatchOfTheMoment());
        BrokerSeams seams = new BrokerSeams(clock, seed().stream("of " + name), storage);
        BrokerExecutors executors = new BrokerExecutors(List.copyOf(data), control,
                new SimExecutor(started, FLUSHERS, work), new SimExecutor(started, 1, work), Runnable::run,
                new SimExecutor(started, 1, work));
        BrokerParts made = new BrokerParts(settings, seams, executors, new Metrics(),
                failure -> failed(started, failure));
        parts = made;
        control.execute(() -> made.open()
                .thenComposeAsync(opened -> {
                    ListenerSettings listening = settings.listener(
                            new ListenerAddress(LISTENER, endpoint.host(), endpoint.port()));
                    listen(made, listening, data);
                    return made.serve(List.of(new dev.tidemark.broker.metadata.Endpoint(LISTENER, endpoint.host(),
                            endpoint.port(), (short) 0)));
                }, control)
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        failed(started, failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
                    } else if (started.alive()) {
                        world.scheduler().note(name + " serves");
                        serving = true;
                    }
                }));
    }

    private SimLoop loop(SimProcess of, String name) {
        return new SimLoop(of, seed().stream("turns of " + name + " of " + of.name()));
    }

    private void listen(BrokerParts made, ListenerSettings listening, List<SimLoop> data) {
        HandlerTable table = made.handlers(LISTENER);
        ConnectionRules together = new ConnectionRules(made.quotas(), new RequestMemory(REQUEST_BYTES),
                ConnectionLimits.none(), new Refusals(clock));
        handlers = table;
        rules = together;
        AtomicLong connectionIds = new AtomicLong();
        world.network()
                .listen(endpoint, data, loopOf -> new ConnectionPipeline(table, listening, together,
                        connectionIds, loopOf));
    }

    /** Ends the process without a word, as kill -9: what it wrote stays written, its machine closes its connections. */
    public void kill() {
        SimProcess running = process;
        if (running != null && running.alive()) {
            world.scheduler().note(running + " is killed");
            end(running);
            world.network().unlisten(endpoint);
            world.network().killed(running);
            disk.killProcess();
        }
    }

    /** The machine loses power: what was not forced may be gone, and nobody is told. */
    public void losePower() {
        SimProcess running = process;
        if (running != null && running.alive()) {
            world.scheduler().note(running + " loses power");
            end(running);
            world.network().powerLost(running);
            disk.losePower(powerLosses);
        }
    }

    private void end(SimProcess running) {
        running.kill();
        serving = false;
        process = null;
        parts = null;
    }

    /** As SIGSTOP, for so long; its clocks go on. */
    public void pauseMs(long ms) {
        SimProcess running = process;
        if (running != null) {
            world.scheduler().note(running + " is paused for " + ms + " ms");
            running.pause(ms * 1_000_000L);
        }
    }

    /** Ends the process as one does who means to start it again: nothing is lost. Time has to pass until it is over. */
    public void stop() {
        SimProcess running = process;
        BrokerParts stopping = parts;
        if (running == null || stopping == null || !running.alive() || !serving) {
            return;
        }
        world.scheduler().note(running + " stops");
        SimExecutor stopper = new SimExecutor(running, 1, () -> 1_000_000);
        stopper.execute(() -> stopping.quiesce().thenCompose(quiet -> {
            world.network().unlisten(endpoint);
            world.network().killed(running);
            return stopping.end();
        }).thenCompose(ended -> stopping.diskWorkDone()).thenRunAsync(() -> {
            stopping.closeLogs(Runnable::run);
            world.scheduler().note(running + " has stopped");
            end(running);
            disk.killProcess();
        }, stopper));
    }

    /** Has it start after so long. */
    public void startAfterMs(long ms) {
        world.scheduler().schedule(ms * 1_000_000L, 0, EventKind.FAULT, 0, this::start);
    }

    /** A process that is gone may say what it likes. */
    private void failed(SimProcess who, Throwable failure) {
        if (!who.alive()) {
            return;
        }
        if (failure instanceof TidemarkException disk) {
            world.scheduler().note("the broker cannot go on: " + disk.getMessage());
        } else {
            world.bug("the broker failed: " + SimClient.told(failure));
        }
        kill();
    }

    /** Tells whoever watches when something happens, not who did when the process began. */
    private final class WatchOfTheMoment implements DiskWatch {

        @Override
        public void before(DiskOperation operation, Path path) {
            watch.before(operation, path);
        }

        @Override
        public int beforeWrite(Path path, int bytes) {
            return watch.beforeWrite(path, bytes);
        }
    }
}
