package dev.tidemark.verification.simulation.run;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** I5: what has to come about once all is healed, each within bounded time. Confined to the simulation's thread. */
final class Progress {

    private static final long LOOK_MS = 250;

    private final SimWorld world;
    private final long patienceMs;
    private final List<String> violations = new ArrayList<>();

    /** @param patienceMs how long each thing may take */
    Progress(SimWorld world, long patienceMs) {
        this.world = world;
        this.patienceMs = patienceMs;
    }

    /** Lets time pass until it holds; if it does not in time, that is a violation, and the run goes on to show what else there is. */
    void demand(String what, BooleanSupplier holds) {
        for (long ms = 0; ms < patienceMs && !holds.getAsBoolean(); ms += LOOK_MS) {
            world.runForMs(LOOK_MS);
        }
        if (!holds.getAsBoolean()) {
            violations.add("I5 no progress: after " + patienceMs / 1_000 + " s without faults it does not hold that "
                    + what);
        }
    }

    /** What did not come about, in words. */
    List<String> violations() {
        return List.copyOf(violations);
    }
}
