package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.Aggregation;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.StreamType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a topology must have before it may run. Each finding names the node and what to write. */
final class PlanCheck {

    private PlanCheck() {}

    /** Checks the plan as written: names, topics. */
    static void names(Plan plan) {
        Set<String> sources = new HashSet<>();
        Set<String> stores = new HashSet<>();
        for (PlanNode node : plan.nodes().values()) {
            if (node instanceof PlanNode.SourceNode source && !sources.add(source.topic())) {
                throw new TidemarkException(FailureCode.TOPOLOGY_INVALID,
                        "Topic '" + source.topic() + "' is read twice", "source '" + source.topic() + "'",
                        "an application has one committed offset per partition",
                        "keep the stream of the first from(\"" + source.topic() + "\", ...) in a variable and use it"
                                + " again");
            }
            if (node instanceof PlanNode.StreamJoinNode join) {
                if (join.storeName() == null) {
                    throw unnamed(plan, join);
                }
                for (String store : List.of(join.leftStore(), join.rightStore())) {
                    if (!stores.add(store)) {
                        throw twice(store, "join", join.name());
                    }
                }
            }
            if (node instanceof PlanNode.StatefulNode stateful) {
                if (stateful.storeName() == null) {
                    throw unnamed(plan, stateful);
                }
                if (stateful.storeName().equals("system")) {
                    throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "A store cannot be called 'system'",
                            stateful.work().word() + " 'system'", "each task's own store has that name",
                            "give it another name");
                }
                if (!stores.add(stateful.storeName())) {
                    throw twice(stateful.storeName(), stateful.work().word(), stateful.name());
                }
            }
        }
        if (sources.isEmpty()) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "The topology reads nothing",
                    "Streams.define", "no source was defined", "begin with s.from(\"topic\", Consumed.with(...))");
        }
    }

    /** Checks the plan that will run: every node that writes or reads bytes knows how, and where. */
    static void bytes(Plan plan) {
        Set<String> repartitions = new HashSet<>();
        for (PlanNode node : plan.nodes().values()) {
            if (node instanceof PlanNode.RepartitionNode && !repartitions.add(node.name())) {
                throw new TidemarkException(FailureCode.TOPOLOGY_INVALID,
                        "Two repartitions are called '" + node.name() + "'", "repartition '" + node.name() + "'",
                        "the name also names the topic that carries the records",
                        "give one of them another name: Grouped.with(\"name\", keySerde)");
            }
            switch (node) {
                case PlanNode.SourceNode source -> type(source, source.type(), "Consumed.with(keySerde, valueSerde)");
                case PlanNode.RepartitionNode repartition -> type(repartition, repartition.type(),
                        plan.readersOf(repartition.id()).getFirst() instanceof PlanNode.StreamJoinNode join
                                ? remedy(join)
                                : "Grouped.with(\"" + repartition.name()
                                        + "\", keySerde) for the key, stream.withValueSerde(serde) before it for the value");
                case PlanNode.StreamJoinNode join -> {
                    type(join, join.left(), remedy(join));
                    type(join, join.right(), remedy(join));
                }
                case PlanNode.StatefulNode stateful -> stateful(stateful);
                case PlanNode.SinkNode sink -> type(sink, sink.type(),
                        ".to(\"" + sink.topic() + "\", Produced.with(keySerde, valueSerde))");
                case PlanNode.StatelessNode stateless -> {}
                case PlanNode.MergeNode merge -> {}
            }
        }
    }

    private static void stateful(PlanNode.StatefulNode node) {
        present(node, "key", node.input().key(), "Grouped.with(keySerde)");
        Serde<Object> value = switch (node.work()) {
            case StatefulWork.WindowAggregate windowed -> windowed.aggregation().aggregateSerde();
            case StatefulWork.KeyAggregate perKey -> perKey.aggregation().aggregateSerde();
            case StatefulWork.LatestPerKey latest -> node.input().value();
            case StatefulWork.SessionAggregate session -> session.aggregation().aggregateSerde();
        };
        present(node, "value", value, "Materialized.with(\"" + node.name() + "\", valueSerde)");
    }

    private static void type(PlanNode node, StreamType type, String remedy) {
        present(node, "key", type.key(), remedy);
        present(node, "value", type.value(), remedy);
    }

    private static void present(PlanNode node, String part, @Nullable Serde<Object> serde, String remedy) {
        if (serde == null) {
            throw new TidemarkException(FailureCode.SERDE_MISSING,
                    "No serde for the " + part + "s of " + kind(node) + " '" + node.name() + "'",
                    kind(node) + " '" + node.name() + "' (" + node.id() + ")",
                    "the " + part + "s are written as bytes here and their type changed on the way without a serde for"
                            + " the new one",
                    remedy);
        }
    }

    private static String kind(PlanNode node) {
        return switch (node) {
            case PlanNode.SourceNode source -> "source";
            case PlanNode.StatelessNode stateless -> "operator";
            case PlanNode.MergeNode merge -> "merge";
            case PlanNode.RepartitionNode repartition -> "repartition";
            case PlanNode.StatefulNode stateful -> stateful.work().word();
            case PlanNode.StreamJoinNode join -> "join";
            case PlanNode.SinkNode sink -> "sink";
        };
    }

    private static String remedy(PlanNode.StreamJoinNode join) {
        return "StreamJoined.with(\"" + join.name() + "\", keySerde, valueSerde, otherValueSerde)";
    }

    private static TidemarkException twice(String store, String word, String node) {
        return new TidemarkException(FailureCode.TOPOLOGY_INVALID, "Two stores are called '" + store + "'",
                word + " '" + node + "'", "the name of a store also names its changelog topic",
                "give one of them another name");
    }

    private static TidemarkException unnamed(Plan plan, PlanNode.StreamJoinNode node) {
        String left = sourceOf(plan, plan.node(node.inputs().getFirst()));
        String right = sourceOf(plan, plan.node(node.inputs().getLast()));
        String suggestion = free(plan, left + "-" + right + "-join");
        return new TidemarkException(FailureCode.NODE_UNNAMED, "A join has no name",
                "join (" + node.id() + ") of the records of '" + left + "' and '" + right + "'",
                "it keeps state, and its name is what finds that state again when the topology changes",
                "StreamJoined.as(\"" + suggestion + "\")");
    }

    private static TidemarkException unnamed(Plan plan, PlanNode.StatefulNode node) {
        String word = node.work().word();
        String suggestion = suggestion(plan, node);
        Aggregation aggregation = switch (node.work()) {
            case StatefulWork.WindowAggregate windowed -> windowed.aggregation();
            case StatefulWork.KeyAggregate perKey -> perKey.aggregation();
            case StatefulWork.LatestPerKey latest -> null;
            case StatefulWork.SessionAggregate session -> session.aggregation();
        };
        boolean needsSerde = aggregation != null && aggregation.aggregateSerde() == null;
        return new TidemarkException(FailureCode.NODE_UNNAMED, "A " + word + " has no name",
                word + " (" + node.id() + ") of the records of '" + sourceOf(plan, node) + "'",
                "it keeps state, and its name is what finds that state again when the topology changes",
                needsSerde ? "Materialized.with(\"" + suggestion + "\", valueSerde)"
                        : "Materialized.as(\"" + suggestion + "\")");
    }

    private static String suggestion(Plan plan, PlanNode.StatefulNode node) {
        PlanNode.Grouping grouping = node.grouping();
        String by = grouping != null && grouping.name() != null ? "-" + grouping.name() : "";
        return free(plan, sourceOf(plan, node) + by + "-" + node.work().word());
    }

    private static String free(Plan plan, String base) {
        String free = base;
        int number = 2;
        while (taken(plan, free)) {
            free = base + "-" + number++;
        }
        return free;
    }

    private static boolean taken(Plan plan, String name) {
        return plan.nodes().values().stream().anyMatch(node -> node.name().equals(name));
    }

    private static String sourceOf(Plan plan, PlanNode node) {
        PlanNode at = node;
        while (!at.inputs().isEmpty()) {
            NodeId input = at.inputs().getFirst();
            at = plan.node(input);
            if (at instanceof PlanNode.StatefulNode stateful && stateful.storeName() != null) {
                return stateful.storeName();
            }
        }
        return at.name();
    }
}
