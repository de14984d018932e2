package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskError;
import dev.tidemark.verification.simulation.disk.DiskOperation;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A write or a force fails once: the disk is not to be believed from then on, and the broker has to end. */
public final class FailingForces implements Fault {

    @Override
    public String name() {
        return "F8e";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 2)) {
            DiskOperation failing = random.nextBoolean() ? DiskOperation.FORCE : DiskOperation.WRITE;
            strikes.add(new Strike(at, "the next " + failing + " fails", world -> arm(world, failing)));
        }
        return strikes;
    }

    private static void arm(SimWorld world, DiskOperation failing) {
        world.broker().watch((operation, path) -> {
            if (operation == failing) {
                world.broker().watch(DiskWatch.nothing());
                throw DiskError.inputOutput(path);
            }
        });
    }
}
