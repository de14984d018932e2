package dev.tidemark.verification.simulation.workload.plan;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one transaction is to do, in order.
 *
 * @param abort whether to abort it at its end instead of committing it
 */
public record TransactionPlan(List<Step> steps, boolean abort) {

    public TransactionPlan {
        steps = List.copyOf(steps);
    }

    /** The partitions that it writes to; who keeps writers apart takes their locks in this order. */
    public SortedSet<Integer> written() {
        SortedSet<Integer> written = new TreeSet<>();
        for (Step step : steps) {
            if (step instanceof Step.Append) {
                written.add(step.partition());
            }
        }
        return written;
    }
}
