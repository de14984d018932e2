package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The broker is stopped for seconds and goes on, as under a long collection of garbage. */
public final class BrokerPauses implements Fault {

    @Override
    public String name() {
        return "F6";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 3)) {
            long ms = 500L + random.nextInt(20_000);
            strikes.add(new Strike(at, "the broker is paused for " + ms + " ms", world -> world.broker().pauseMs(ms)));
        }
        return strikes;
    }
}
