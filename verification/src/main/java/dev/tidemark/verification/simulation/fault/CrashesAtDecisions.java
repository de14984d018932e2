package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.DiskPace;
import dev.tidemark.verification.simulation.cluster.SimBroker;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskOperation;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The disk takes its time, and when the log of the transaction coordinator is to be forced, power goes: whoever was told, or sent a marker, of what was
 * decided and not yet durable has been told what is gone. Or the broker dies when that is under way, before anything else is written: what was decided is
 * there after the next start, and its markers are not.
 */
public final class CrashesAtDecisions implements Fault {

    /** An answer is with its client long before. */
    private static final DiskPace SLOW = new DiskPace(60_000_000, 10, 400_000_000);
    private static final String LOG = "__transaction_state";

    @Override
    public String name() {
        return "F3t";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 4, 8)) {
            int forces = 1 + random.nextInt(4);
            if (random.nextBoolean()) {
                strikes.add(new Strike(at, "power goes before force " + forces + " of the transaction log",
                        world -> arm(world, forces, SimBroker::losePower)));
            } else {
                strikes.add(new Strike(at, "the broker dies at the first change of the disk after force " + forces
                        + " of the transaction log", world -> arm(world, forces, CrashesAtDecisions::dieAtNextChange)));
            }
        }
        return strikes;
    }

    private static void arm(SimWorld world, int forces, Consumer<SimBroker> strike) {
        int[] left = {forces};
        SimBroker broker = world.broker();
        broker.pace(SLOW);
        broker.watch((operation, path) -> {
            if (operation == DiskOperation.FORCE && path.toString().contains(LOG) && --left[0] == 0) {
                broker.watch(DiskWatch.nothing());
                broker.pace(DiskPace.usual());
                strike.accept(broker);
            }
        });
    }

    /** What was decided is written then, and what follows from it is not. */
    private static void dieAtNextChange(SimBroker broker) {
        broker.watch((operation, path) -> {
            if (operation.changes()) {
                broker.watch(DiskWatch.nothing());
                broker.kill();
            }
        });
    }
}
