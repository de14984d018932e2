package dev.tidemark.verification.simulation.fault;

import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.verification.simulation.cluster.DiskPace;
import dev.tidemark.verification.simulation.cluster.SimBroker;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import dev.tidemark.verification.simulation.network.RequestWatch;
import dev.tidemark.verification.simulation.network.SimNetwork;
import dev.tidemark.verification.simulation.network.Weather;
import dev.tidemark.verification.simulation.schedule.EventKind;
import dev.tidemark.verification.simulation.schedule.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that strikes a world, in the order of time. A value; {@link #unleash} gives it to a world. */
public record FaultPlan(List<Strike> strikes) {

    private static final long SUPERVISOR_MS = 500;

    public FaultPlan {
        strikes = List.copyOf(strikes);
    }

    /** Nothing breaks. */
    public static FaultPlan none() {
        return new FaultPlan(List.of());
    }

    /** What these faults do within a time; each draws from a stream of its own. */
    public static FaultPlan of(Seed seed, long lengthMs, List<Fault> faults) {
        List<Strike> all = new ArrayList<>();
        for (Fault fault : faults) {
            all.addAll(fault.plan(seed.stream("fault " + fault.name()), lengthMs));
        }
        all.sort(Comparator.comparingLong(Strike::atMs));
        return new FaultPlan(all);
    }

    /** From now on it strikes this world; and a broker that is down is started again, as by a supervisor. */
    public void unleash(SimWorld world) {
        for (Strike strike : strikes) {
            world.scheduler().schedule(strike.atMs() * 1_000_000L, 0, EventKind.FAULT, 0, () -> {
                world.scheduler().note("FAULT " + strike.what());
                strike.effect().accept(world);
            });
        }
        supervise(world);
    }

    private static void supervise(SimWorld world) {
        world.scheduler().schedule(SUPERVISOR_MS * 1_000_000L, 0, EventKind.STEP, 0, () -> {
            if (!world.broker().running()) {
                world.broker().start();
            }
            supervise(world);
        });
    }

    /** Mends all that can be mended; what was lost stays lost. */
    public static void heal(SimWorld world) {
        world.scheduler().note("HEALED");
        SimBroker broker = world.broker();
        broker.watch(DiskWatch.nothing());
        broker.pace(DiskPace.usual());
        broker.clock().driftPerMillion(0);
        world.clients().forEach(client -> client.clock().driftPerMillion(0));
        broker.clock().correctWall(); // one that is an hour behind refuses what clients write, rightly
        MemoryStorage disk = broker.disk();
        disk.capacityBytes(Long.MAX_VALUE);
        SimNetwork network = world.network();
        network.weather(Weather.fair());
        network.watch(RequestWatch.NOBODY);
        network.lateCopies(api -> SimNetwork.LateCopies.NONE);
    }
}
