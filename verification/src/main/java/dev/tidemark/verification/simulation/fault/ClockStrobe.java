package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.schedule.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The wall clock of the broker leaps to and fro, many times a second, as when two daemons set it. */
public final class ClockStrobe implements Fault {

    private static final int LEAPS_MAX = 400;

    @Override
    public String name() {
        return "F11s";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 3)) {
            long stepMs = 1 + random.nextLong(random.nextBoolean() ? 200 : 600_000);
            long periodMs = 1 + random.nextLong(200);
            long leaps = Math.min((lengthMs - at) / periodMs, 2 + random.nextInt(LEAPS_MAX)) / 2 * 2;
            strikes.add(
                    new Strike(at, "the clock leaps by " + stepMs + " ms and back, " + leaps + " times in all, every "
                            + periodMs + " ms", world -> leap(world, stepMs, periodMs, leaps)));
        }
        return strikes;
    }

    /** An even number of leaps leaves the clock where it was. */
    private static void leap(SimWorld world, long stepMs, long periodMs, long left) {
        if (left > 0) {
            world.broker().clock().stepWallMs(stepMs);
            world.scheduler()
                    .schedule(periodMs * 1_000_000L, 0, EventKind.FAULT, 0,
                            () -> leap(world, -stepMs, periodMs, left - 1));
        }
    }
}
