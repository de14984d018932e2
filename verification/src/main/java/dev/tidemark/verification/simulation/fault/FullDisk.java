package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The disk has no room for a while. */
public final class FullDisk implements Fault {

    @Override
    public String name() {
        return "F9";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 2)) {
            int roomBytes = random.nextInt(20_000);
            strikes.add(new Strike(at, "the disk has " + roomBytes + " bytes left",
                    world -> world.broker().disk().capacityBytes(world.broker().usedBytes() + roomBytes)));
            strikes.add(new Strike(Math.min(lengthMs, at + random.nextLong(1 + lengthMs / 4)), "the disk has room",
                    world -> world.broker().disk().capacityBytes(Long.MAX_VALUE)));
        }
        return strikes;
    }
}
