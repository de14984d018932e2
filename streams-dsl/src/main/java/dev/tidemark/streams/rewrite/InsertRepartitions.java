package dev.tidemark.streams.rewrite;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.StreamType;
import java.util.List;

/**
 * Puts a repartition before each stateful node, and before each side of a join, whose records may have another key than the one by which their topic was
 * partitioned. Nothing is inserted where the key is still that of the topic.
 *
 * <pre>
 *   source - selectKey - count      becomes      source - selectKey - repartition - count
 *   source - filter - count         stays
 * </pre>
 */
final class InsertRepartitions implements Rewrite {

    @Override
    public Plan apply(Plan plan) {
        PlanCopy copy = new PlanCopy();
        for (PlanNode node : plan.nodes().values()) {
            if (node instanceof PlanNode.StatefulNode stateful && stateful.grouping() != null
                    && (stateful.grouping().partitions() > 0 || keyChanged(plan, stateful.inputs().getFirst()))) {
                PlanNode.Grouping grouping = stateful.grouping();
                String name = grouping.name() != null ? grouping.name()
                        : Invariants.present(stateful.storeName(), "name of " + stateful.name());
                NodeId repartition = copy.nextId();
                copy.add(new PlanNode.RepartitionNode(repartition, name, copy.now(stateful.inputs()),
                        stateful.input(), grouping.partitions()));
                copy.keep(stateful, List.of(repartition));
            } else if (node instanceof PlanNode.StreamJoinNode join) {
                NodeId left = side(plan, copy, join, join.inputs().getFirst(), join.leftStore(), join.left());
                NodeId right = side(plan, copy, join, join.inputs().getLast(), join.rightStore(), join.right());
                copy.keep(join, List.of(left, right));
            } else {
                copy.keep(node);
            }
        }
        return copy.plan();
    }

    /** What a join is to read on one side: its input, or a repartition of that. */
    private static NodeId side(Plan plan, PlanCopy copy, PlanNode.StreamJoinNode join, NodeId input, String name,
            StreamType type) {
        if (join.partitions() == 0 && !keyChanged(plan, input)) {
            return copy.now(input);
        }
        NodeId repartition = copy.nextId();
        copy.add(new PlanNode.RepartitionNode(repartition, name, List.of(copy.now(input)), type,
                join.partitions()));
        return repartition;
    }

    private static boolean keyChanged(Plan plan, NodeId id) {
        PlanNode node = plan.node(id);
        return switch (node) {
            case PlanNode.SourceNode source -> false;
            case PlanNode.RepartitionNode repartition -> false;
            case PlanNode.StatelessNode stateless -> stateless.changesKey()
                    || keyChanged(plan, stateless.inputs().getFirst());
            case PlanNode.MergeNode merge -> merge.inputs().stream().anyMatch(input -> keyChanged(plan, input));
            case PlanNode.StatefulNode stateful -> switch (stateful.work()) {
                case StatefulWork.WindowAggregate windowed -> true; // the window is part of the key now
                case StatefulWork.KeyAggregate perKey -> false;
                case StatefulWork.LatestPerKey latest -> false;
                case StatefulWork.SessionAggregate session -> true; // likewise
            };
            case PlanNode.StreamJoinNode join -> false;
            case PlanNode.SinkNode sink -> throw new AssertionError("a sink has no readers");
        };
    }
}
