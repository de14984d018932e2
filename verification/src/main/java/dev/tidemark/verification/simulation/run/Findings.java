package dev.tidemark.verification.simulation.run;

import dev.tidemark.verification.simulation.check.Checker;
import dev.tidemark.verification.simulation.check.Evidence;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a play found wrong. Confined to the simulation's thread. */
final class Findings {

    private static final long LOOK_MS = 250;

    private final SimWorld world;
    private final List<String> violations = new ArrayList<>();

    Findings(SimWorld world) {
        this.world = world;
    }

    void add(String violation) {
        violations.add(violation);
    }

    /** After healing things have to go on, in bounded time, which passes here. Whether they did. */
    boolean demand(BooleanSupplier holds, long withinMs, String what) {
        for (long ms = 0; ms < withinMs && !holds.getAsBoolean(); ms += LOOK_MS) {
            world.runForMs(LOOK_MS);
        }
        if (!holds.getAsBoolean()) {
            violations.add("I5 no progress: " + withinMs / 1_000 + " s after healing it does not hold that " + what);
            return false;
        }
        return true;
    }

    void judge(Checker judge, History history) {
        judge.check(Evidence.of(history)).forEach(violation -> violations.add(violation.toString()));
    }

    List<String> list() {
        return List.copyOf(violations);
    }
}
