package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimBroker;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The broker dies, or its machine, between two operations on the disk: in the middle of a roll, a checkpoint, a swap. */
public final class CrashesAtTheDisk implements Fault {

    @Override
    public String name() {
        return "F3d";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 2, 8)) {
            int operations = 1 + random.nextInt(60);
            boolean power = random.nextBoolean();
            strikes.add(new Strike(at, (power ? "power goes" : "the broker dies") + " before change " + operations
                    + " of the disk", world -> arm(world, operations, power)));
        }
        return strikes;
    }

    private static void arm(SimWorld world, int operations, boolean power) {
        int[] left = {operations};
        SimBroker broker = world.broker();
        broker.watch((operation, path) -> {
            if (operation.changes() && --left[0] == 0) {
                broker.watch(DiskWatch.nothing());
                if (power) {
                    broker.losePower();
                } else {
                    broker.kill();
                }
            }
        });
    }
}
