package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The broker is killed: what it wrote stays written. */
public final class Kills implements Fault {

    @Override
    public String name() {
        return "F1";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 5)) {
            strikes.add(new Strike(at, "the broker is killed", world -> world.broker().kill()));
        }
        return strikes;
    }
}
