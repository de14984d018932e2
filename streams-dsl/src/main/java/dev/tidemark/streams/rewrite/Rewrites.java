package dev.tidemark.streams.rewrite;

import dev.tidemark.streams.plan.Plan;
import java.util.List;

/** All rewrites, in the order in which they run. */
public final class Rewrites {

    private static final List<Rewrite> IN_ORDER = List.of(new InsertRepartitions(), new MergeRepartitions(),
            new FuseStateless());

    private Rewrites() {}

    /** The plan that is run. */
    public static Plan apply(Plan written) {
        Plan plan = written;
        for (Rewrite rewrite : IN_ORDER) {
            plan = rewrite.apply(plan);
        }
        return plan;
    }
}
