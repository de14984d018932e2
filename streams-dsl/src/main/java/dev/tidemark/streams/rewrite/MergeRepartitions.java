package dev.tidemark.streams.rewrite;

import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One repartition where several of the same stream by the same key were inserted: the records are written and read once.
 * Two that the user gave different names stay two.
 */
final class MergeRepartitions implements Rewrite {

    private record Same(List<NodeId> inputs, @Nullable Object keySerde, @Nullable Object valueSerde, int partitions,
            @Nullable String usersName) {}

    @Override
    public Plan apply(Plan plan) {
        PlanCopy copy = new PlanCopy();
        Map<Same, NodeId> kept = new HashMap<>();
        for (PlanNode node : plan.nodes().values()) {
            if (node instanceof PlanNode.RepartitionNode repartition) {
                Same same = new Same(copy.now(repartition.inputs()), repartition.type().key(),
                        repartition.type().value(), repartition.partitions(), usersName(plan, repartition));
                NodeId first = kept.get(same);
                if (first != null) {
                    copy.replace(repartition.id(), first);
                    continue;
                }
                copy.keep(repartition);
                kept.put(same, copy.now(repartition.id()));
            } else {
                copy.keep(node);
            }
        }
        return copy.plan();
    }

    /** The name that the user gave to the grouping; null if the topic merely borrows the store's. */
    private static @Nullable String usersName(Plan plan, PlanNode.RepartitionNode repartition) {
        for (PlanNode reader : plan.readersOf(repartition.id())) {
            if (reader instanceof PlanNode.StatefulNode stateful && stateful.grouping() != null) {
                return stateful.grouping().name();
            }
        }
        return null;
    }
}
