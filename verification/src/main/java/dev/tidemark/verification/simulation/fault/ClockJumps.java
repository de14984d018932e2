package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The clock of the broker is stepped by up to an hour, and runs fast or slow. */
public final class ClockJumps implements Fault {

    @Override
    public String name() {
        return "F11";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 6)) {
            long ms = random.nextLong(-3_600_000, 3_600_000);
            long drift = random.nextLong(-10_000, 10_000);
            strikes.add(new Strike(at, "the clock steps by " + ms + " ms and drifts by " + drift + " in a million",
                    world -> {
                        world.broker().clock().stepWallMs(ms);
                        world.broker().clock().driftPerMillion(drift);
                    }));
        }
        return strikes;
    }
}
