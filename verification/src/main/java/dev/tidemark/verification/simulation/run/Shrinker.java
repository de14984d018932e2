package dev.tidemark.verification.simulation.run;

import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.fault.Strike;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for the few strikes that a failing run needs, by leaving out halves, quarters and so on of the others as long as it fails. */
public final class Shrinker {

    private final int runsMax;
    private int runs;

    /** @param runsMax how often it may play */
    public Shrinker(int runsMax) {
        this.runsMax = runsMax;
    }

    /** The shortest failing run that was found; the given one if none is shorter. */
    public SimRun.Outcome shrink(SimRun.Outcome failing) {
        SimRun.Outcome best = failing;
        int pieces = 2;
        while (runs < runsMax && best.plan().strikes().size() > 1) {
            SimRun.Outcome smaller = withoutOneOf(best, pieces);
            if (smaller != null) {
                best = smaller;
                pieces = Math.max(2, pieces - 1);
            } else if (pieces >= best.plan().strikes().size()) {
                return best;
            } else {
                pieces = Math.min(best.plan().strikes().size(), pieces * 2);
            }
        }
        return best;
    }

    private SimRun.@Nullable Outcome withoutOneOf(SimRun.Outcome failing, int pieces) {
        List<Strike> all = failing.plan().strikes();
        int size = (all.size() + pieces - 1) / pieces;
        for (int from = 0; from < all.size() && runs < runsMax; from += size) {
            List<Strike> rest = new ArrayList<>(all.subList(0, from));
            rest.addAll(all.subList(Math.min(all.size(), from + size), all.size()));
            runs++;
            SimRun.Outcome outcome = failing.run().play(new FaultPlan(rest));
            if (outcome.failed()) {
                return outcome;
            }
        }
        return null;
    }
}
