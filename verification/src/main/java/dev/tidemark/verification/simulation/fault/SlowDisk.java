package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.DiskPace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Forces take up to seconds. */
public final class SlowDisk implements Fault {

    @Override
    public String name() {
        return "F8";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 3)) {
            strikes.add(new Strike(at, "the disk is slow", world -> world.broker().pace(DiskPace.slow())));
            strikes.add(
                    new Strike(Math.min(lengthMs, at + random.nextLong(1 + lengthMs / 4)), "the disk is quick again",
                            world -> world.broker().pace(DiskPace.usual())));
        }
        return strikes;
    }
}
