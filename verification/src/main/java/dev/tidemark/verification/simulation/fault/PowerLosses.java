package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The machine of the broker loses power: what was not forced may be gone, by page and by name. */
public final class PowerLosses implements Fault {

    @Override
    public String name() {
        return "F3";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 2, 8)) {
            strikes.add(new Strike(at, "the broker loses power", world -> world.broker().losePower()));
        }
        return strikes;
    }
}
