package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.DiskPace;
import dev.tidemark.verification.simulation.cluster.SimBroker;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskOperation;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The disk takes its time, and when the log of the transaction coordinator is to be forced, power goes: whoever was told, or sent a marker, of what was
 * decided and not yet durable has been told what is gone.
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
        for (long at : Moments.some(random, lengthMs, 2, 6)) {
            int forces = 1 + random.nextInt(4);
            strikes.add(new Strike(at, "power goes before force " + forces + " of the transaction log",
                    world -> arm(world, forces)));
        }
        return strikes;
    }

    private static void arm(SimWorld world, int forces) {
        int[] left = {forces};
        SimBroker broker = world.broker();
        broker.pace(SLOW);
        broker.watch((operation, path) -> {
            if (operation == DiskOperation.FORCE && path.toString().contains(LOG) && --left[0] == 0) {
                broker.watch(DiskWatch.nothing());
                broker.pace(DiskPace.usual());
                broker.losePower();
            }
        });
    }
}
