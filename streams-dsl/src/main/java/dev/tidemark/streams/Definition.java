package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.plan.JoinSpec;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.StatelessStep;
import dev.tidemark.streams.plan.StreamType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The topology while the user's definition runs, confined to its thread. Stages add nodes; {@link #plan} ends it. */
final class Definition {

    private final List<PlanNode> nodes = new ArrayList<>();
    private boolean ended;

    NodeId source(String topic, Consumed<?, ?> consumed) {
        NodeId id = next();
        nodes.add(new PlanNode.SourceNode(id, topic, topic, consumed.type(), consumed.eventTime(),
                consumed.disorderMs()));
        return id;
    }

    NodeId stateless(NodeId input, StatelessStep step, StreamType type) {
        NodeId id = next();
        nodes.add(new PlanNode.StatelessNode(id, step.word() + "-" + id.number(), List.of(input), List.of(step),
                type));
        return id;
    }

    NodeId merge(NodeId first, NodeId second, StreamType type) {
        NodeId id = next();
        nodes.add(new PlanNode.MergeNode(id, "merge-" + id.number(), List.of(first, second), type));
        return id;
    }

    NodeId stateful(@Nullable String storeName, NodeId input, StreamType inputType,
            PlanNode.@Nullable Grouping grouping, StatefulWork work, StreamType type) {
        NodeId id = next();
        String name = storeName != null ? storeName : work.word() + "-" + id.number();
        nodes.add(new PlanNode.StatefulNode(id, name, storeName, List.of(input), inputType, grouping, work, type));
        return id;
    }

    NodeId join(@Nullable String name, NodeId left, StreamType leftType, NodeId right, StreamType rightType,
            JoinSpec windows, BiFunction<Object, Object, Object> joiner, @Nullable String lateTopic, int partitions,
            StreamType type) {
        NodeId id = next();
        nodes.add(new PlanNode.StreamJoinNode(id, name != null ? name : "join-" + id.number(), name,
                List.of(left, right), leftType, rightType, windows, joiner, lateTopic, partitions, type));
        return id;
    }

    void sink(NodeId input, String topic, StreamType type) {
        NodeId id = next();
        nodes.add(new PlanNode.SinkNode(id, topic, List.of(input), topic, type));
    }

    void rename(NodeId id, String name) {
        PlanNode node = nodes.get(id.number() - 1);
        PlanNode renamed = switch (node) {
            case PlanNode.SourceNode source -> new PlanNode.SourceNode(id, name, source.topic(), source.type(),
                    source.eventTime(), source.disorderMs());
            case PlanNode.StatelessNode stateless -> new PlanNode.StatelessNode(id, name, stateless.inputs(),
                    stateless.steps(), stateless.type());
            case PlanNode.MergeNode merge -> new PlanNode.MergeNode(id, name, merge.inputs(), merge.type());
            case PlanNode.StatefulNode stateful -> new PlanNode.StatefulNode(id, name, stateful.storeName(),
                    stateful.inputs(), stateful.input(), stateful.grouping(), stateful.work(), stateful.type());
            case PlanNode.StreamJoinNode join -> new PlanNode.StreamJoinNode(id, name, join.storeName(), join.inputs(),
                    join.left(), join.right(), join.windows(), join.joiner(), join.lateTopic(), join.partitions(),
                    join.type());
            case PlanNode.RepartitionNode repartition -> repartition;
            case PlanNode.SinkNode sink -> sink;
        };
        nodes.set(id.number() - 1, renamed);
    }

    Plan plan() {
        ended = true;
        return Plan.of(nodes);
    }

    private NodeId next() {
        if (ended) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "The definition has ended",
                    "a stage used after Streams.define returned", "stages belong to the definition that made them",
                    "move the call into the function given to Streams.define");
        }
        return new NodeId(nodes.size() + 1);
    }
}
