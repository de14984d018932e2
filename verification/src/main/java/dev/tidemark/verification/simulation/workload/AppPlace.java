package dev.tidemark.verification.simulation.workload;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.AppSeams;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import dev.tidemark.verification.simulation.disk.ProcessDisk;
import dev.tidemark.verification.simulation.schedule.EventKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A machine on which one instance of an application runs after another: when its process is gone, the next is started, now and then after so long that the
 * others have taken its tasks over. State and identity stay on its disk. Confined to the simulation's thread.
 *
 * <p>An application that gives up is told as a failure, its process ends, and it is started again, as a supervisor of services would. It may give up
 * because its place in the group is taken: a late JoinGroup of its own does that, which nobody can tell from another's.
 */
public final class AppPlace {

    private static final long LOOK_NANOS = 500_000_000L;
    private static final int AWAY_LOOKS_MAX = 30;
    private static final Map<String, String> SETTINGS = Map.of("state.dir", "/state",
            "heartbeat.interval.ms", "1500", "request.timeout.ms", "4000", "repartition.purge.interval.ms", "5000",
            // a JoinGroup may wait for so long, and 5 s more, also for a broker whose machine is gone
            "max.poll.interval.ms", "60000", "commit.interval.ms", "400");

    private final SimWorld world;
    private final String name;
    private final Supplier<Topology> topology;
    private final Map<String, String> settings = new TreeMap<>(SETTINGS);
    private final SplittableRandom random;
    private final MemoryStorage disk = new MemoryStorage();
    private final MemoryDisk stores = new MemoryDisk();
    private final List<String> failures = new ArrayList<>();
    private @Nullable SimClient client;
    private @Nullable StreamsApp app;
    private int starts;
    private int awayLooks;
    private boolean staysUp;
    private boolean ends;

    /**
     * @param topology made anew for each start, as by a program
     * @param over settings by their names, over this workload's own
     */
    public AppPlace(SimWorld world, String name, Supplier<Topology> topology, Map<String, String> over) {
        this.world = world;
        this.name = name;
        this.topology = topology;
        this.random = world.scheduler().seed().stream("place " + name);
        settings.put("bootstrap.servers", world.broker().endpoint().toString());
        settings.putAll(over);
    }

    /** Starts the first instance, and looks after it and its successors from then on. */
    public void start() {
        begin();
        look();
    }

    private void look() {
        world.scheduler().schedule(LOOK_NANOS, 0, EventKind.STEP, 0, () -> {
            SimClient present = Invariants.present(client, "the process of " + name);
            if (!present.process().alive()) {
                if (app != null) {
                    app = null;
                    disk.killProcess();
                    awayLooks = staysUp || random.nextBoolean() ? 0 : random.nextInt(AWAY_LOOKS_MAX);
                }
                if (awayLooks-- <= 0) {
                    begin();
                }
            }
            look();
        });
    }

    private void begin() {
        SimClient fresh = world.client(name + "/" + ++starts);
        fresh.expendable();
        client = fresh;
        AppSeams seams = new AppSeams(fresh.environment().transport(), fresh.clock(), fresh.environment().random(),
                new ProcessDisk(disk, fresh.process(), DiskWatch.nothing()), new SimWorkers(fresh.loop()),
                (folder, storage, clock, memory) -> new MemoryStores(stores, clock, memory));
        StreamsApp started = StreamsApp.start(topology.get(), AppSettings.of(settings), seams);
        app = started;
        if (ends) {
            var unused = started.declareEnd();
        }
        CompletionStage<Void> end = started.drained();
        end.whenComplete((nothing, failure) -> {
            if (failure != null && fresh.process().alive()) {
                if (!fenced(failure)) {
                    failures.add(fresh.name() + " gave up: " + failure);
                }
                fresh.kill();
            }
        });
    }

    private static boolean fenced(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof TidemarkException known && known.code() == FailureCode.MEMBER_FENCED;
    }

    /** From now on whoever dies is started again at once. */
    public void staysUp() {
        staysUp = true;
        awayLooks = 0;
    }

    /** Whether the instance of the moment is there, and not stopped. */
    public boolean awake() {
        return app() != null && !Invariants.present(client, "the process of " + name).process().paused();
    }

    /** The inputs get nothing more: this instance, and those after it, take that for their end. */
    public void declareEnd() {
        ends = true;
        StreamsApp present = app();
        if (present != null) {
            var unused = present.declareEnd();
        }
    }

    /** Its process is killed. */
    public void kill() {
        Invariants.present(client, "the process of " + name).kill();
    }

    /** Its process is killed, and another machine takes its place: nothing is on its disk. */
    public void replaceMachine() {
        kill();
        disk.killProcess();
        disk.deleteTree(Path.of("/state"));
        stores.erase();
    }

    /** The instance of the moment; null while there is none. */
    public @Nullable StreamsApp app() {
        SimClient present = client;
        return present != null && present.process().alive() ? app : null;
    }

    /** Why instances gave up by themselves, in words. */
    public List<String> failures() {
        return List.copyOf(failures);
    }
}
