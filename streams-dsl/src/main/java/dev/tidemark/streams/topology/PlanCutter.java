package dev.tidemark.streams.topology;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.StreamType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a plan at its repartitions. A repartition becomes two operators: the end of one part, which writes the internal
 * topic, and the beginning of another, which reads it; what is still connected is a sub-topology. Used once, by one
 * caller.
 */
final class PlanCutter {

    private final Plan plan;
    private final String applicationId;
    private final PlanReach reach;

    /** A plan node as an operator: a repartition is two, one on either side of the cut. */
    private record Piece(NodeId node, boolean writesEdge) {}

    private final Map<Piece, Integer> partOf = new LinkedHashMap<>();
    private final List<List<Piece>> parts = new ArrayList<>();
    private final Map<NodeId, Integer> edgeOf = new LinkedHashMap<>();

    PlanCutter(Plan plan, String applicationId) {
        this.plan = plan;
        this.applicationId = applicationId;
        this.reach = new PlanReach(plan);
    }

    PhysicalTopology cut() {
        for (PlanNode node : plan.nodes().values()) {
            if (node instanceof PlanNode.RepartitionNode) {
                edgeOf.put(node.id(), edgeOf.size());
            }
        }
        collectParts();
        List<Edge> edges = new ArrayList<>();
        for (Map.Entry<NodeId, Integer> edge : edgeOf.entrySet()) {
            PlanNode.RepartitionNode node = (PlanNode.RepartitionNode) plan.node(edge.getKey());
            edges.add(new Edge(edge.getValue(), node.name(), topicOf(node), part(new Piece(node.id(), true)),
                    part(new Piece(node.id(), false)), reach.quantumMs(node.id()), node.partitions()));
        }
        List<SubTopology> subTopologies = new ArrayList<>();
        for (int number = 0; number < parts.size(); number++) {
            subTopologies.add(subTopology(number));
        }
        return new PhysicalTopology(applicationId, subTopologies, edges);
    }

    /** Parts are numbered in the order of their first node. */
    private void collectParts() {
        Map<Piece, Piece> leader = new HashMap<>();
        List<Piece> pieces = new ArrayList<>();
        for (PlanNode node : plan.nodes().values()) {
            boolean cut = node instanceof PlanNode.RepartitionNode;
            Piece takes = new Piece(node.id(), cut);
            pieces.add(takes);
            for (NodeId input : node.inputs()) {
                join(leader, takes, new Piece(input, false));
            }
            if (cut) {
                pieces.add(new Piece(node.id(), false));
            }
        }
        Map<Piece, Integer> numberOf = new HashMap<>();
        for (Piece piece : pieces) {
            int number = numberOf.computeIfAbsent(find(leader, piece), first -> {
                parts.add(new ArrayList<>());
                return parts.size() - 1;
            });
            parts.get(number).add(piece);
            partOf.put(piece, number);
        }
    }

    private static void join(Map<Piece, Piece> leader, Piece one, Piece other) {
        leader.put(find(leader, one), find(leader, other));
    }

    private static Piece find(Map<Piece, Piece> leader, Piece piece) {
        Piece at = piece;
        for (Piece next = leader.get(at); next != null && !next.equals(at); next = leader.get(at)) {
            at = next;
        }
        return at;
    }

    private int part(Piece piece) {
        return Invariants.present(partOf.get(piece), "part of " + piece);
    }

    private SubTopology subTopology(int number) {
        List<Piece> pieces = parts.get(number);
        Map<Piece, Integer> numbers = new HashMap<>();
        for (Piece piece : pieces) {
            numbers.put(piece, numbers.size());
        }
        List<Operator> operators = new ArrayList<>();
        boolean needsSystemStore = false;
        boolean keepsFrontier = false;
        for (Piece piece : pieces) {
            Operator operator = operator(piece, operators.size(), numbers);
            operators.add(operator);
            needsSystemStore |= operator instanceof Operator.EdgeSource
                    || operator instanceof Operator.WindowAggregate
                    || operator instanceof Operator.SessionAggregate || operator instanceof Operator.StreamJoin;
            keepsFrontier |= reach.asksForTime(piece.node());
        }
        String name = operators.getFirst().name();
        return new SubTopology(number, name, operators, keepsFrontier,
                needsSystemStore ? applicationId + "-" + name + "-system-changelog" : null, copartitioned(pieces));
    }

    private Operator operator(Piece piece, int number, Map<Piece, Integer> numbers) {
        PlanNode node = plan.node(piece.node());
        List<Integer> downstream = piece.writesEdge() ? List.of() : downstream(piece.node(), numbers);
        return switch (node) {
            case PlanNode.SourceNode source -> new Operator.Source(number, source.name(), source.topic(),
                    key(source, source.type()), value(source, source.type()), source.eventTime(),
                    source.disorderMs(), downstream);
            case PlanNode.RepartitionNode repartition -> {
                int edge = Invariants.present(edgeOf.get(node.id()), "edge");
                Serde<Object> key = key(node, repartition.type());
                Serde<Object> value = value(node, repartition.type());
                yield piece.writesEdge() ? new Operator.EdgeSink(number, node.name(), edge, topicOf(repartition), key,
                        value)
                        : new Operator.EdgeSource(number, node.name(), edge, topicOf(repartition), key, value,
                                downstream);
            }
            case PlanNode.StatelessNode stateless -> new Operator.Stateless(number, node.name(), stateless.steps(),
                    downstream);
            case PlanNode.MergeNode merge -> new Operator.Merge(number, node.name(), downstream);
            case PlanNode.StatefulNode stateful -> stateful(stateful, number, downstream);
            case PlanNode.StreamJoinNode join -> join(join, number, numbers, downstream);
            case PlanNode.SinkNode sink -> new Operator.Sink(number, node.name(), sink.topic(),
                    key(node, sink.type()), value(node, sink.type()));
        };
    }

    private Operator stateful(PlanNode.StatefulNode node, int number, List<Integer> downstream) {
        return switch (node.work()) {
            case StatefulWork.WindowAggregate windowed -> new Operator.WindowAggregate(number, node.name(),
                    windowed.windows(), windowed.aggregation(), windowed.keyOfResult(), windowed.lateTopic(),
                    store(node, new StoreSpec.Layout.Windowed(windowed.windows()),
                            windowed.aggregation().aggregateSerde()),
                    downstream);
            case StatefulWork.KeyAggregate perKey -> new Operator.KeyAggregate(number, node.name(),
                    perKey.aggregation(),
                    store(node, new StoreSpec.Layout.KeyValue(), perKey.aggregation().aggregateSerde()), downstream);
            case StatefulWork.LatestPerKey latest -> new Operator.LatestPerKey(number, node.name(),
                    store(node, new StoreSpec.Layout.KeyValue(), node.input().value()), downstream);
            case StatefulWork.SessionAggregate session -> new Operator.SessionAggregate(number, node.name(),
                    session.sessions(), session.aggregation(), session.merger(), session.keyOfResult(),
                    session.lateTopic(),
                    store(node, new StoreSpec.Layout.Session(session.sessions()),
                            session.aggregation().aggregateSerde()),
                    downstream);
        };
    }

    private Operator join(PlanNode.StreamJoinNode node, int number, Map<Piece, Integer> numbers,
            List<Integer> downstream) {
        StoreSpec.Layout layout = new StoreSpec.Layout.JoinSide(node.windows());
        return new Operator.StreamJoin(number, node.name(), inputOf(node.inputs().getFirst(), numbers),
                inputOf(node.inputs().getLast(), numbers), node.windows(), node.joiner(), node.lateTopic(),
                store(node.leftStore(), layout, key(node, node.left()), value(node, node.left())),
                store(node.rightStore(), layout, key(node, node.right()), value(node, node.right())), downstream);
    }

    private static int inputOf(NodeId input, Map<Piece, Integer> numbers) {
        return Invariants.present(numbers.get(new Piece(input, false)), "number of " + input);
    }

    private StoreSpec store(PlanNode.StatefulNode node, StoreSpec.Layout layout, @Nullable Serde<Object> value) {
        String name = Invariants.present(node.storeName(), "name of " + node.name());
        return store(name, layout, key(node, node.input()), Invariants.present(value, "value serde of " + name));
    }

    private StoreSpec store(String name, StoreSpec.Layout layout, Serde<Object> key, Serde<Object> value) {
        return new StoreSpec(name, applicationId + "-" + name + "-changelog", layout, key, value);
    }

    private List<Integer> downstream(NodeId id, Map<Piece, Integer> numbers) {
        List<Integer> downstream = new ArrayList<>();
        for (PlanNode reader : plan.readersOf(id)) {
            Piece piece = new Piece(reader.id(), reader instanceof PlanNode.RepartitionNode);
            int times = (int) reader.inputs().stream().filter(id::equals).count(); // a stream merged with itself
            for (int i = 0; i < times; i++) {
                downstream.add(Invariants.present(numbers.get(piece), "number of " + reader.name()));
            }
        }
        return List.copyOf(downstream);
    }

    /** Topics whose records meet in one store by partition number. */
    private List<Set<String>> copartitioned(List<Piece> pieces) {
        List<Set<String>> found = new ArrayList<>();
        for (Piece piece : pieces) {
            PlanNode node = plan.node(piece.node());
            if (node instanceof PlanNode.StatefulNode || node instanceof PlanNode.StreamJoinNode) {
                Set<String> topics = new TreeSet<>();
                topicsInto(node, topics);
                if (topics.size() > 1 && !found.contains(topics)) {
                    found.add(topics);
                }
            }
        }
        return found;
    }

    private void topicsInto(PlanNode node, Set<String> topics) {
        for (NodeId input : node.inputs()) {
            PlanNode from = plan.node(input);
            if (from instanceof PlanNode.SourceNode source) {
                topics.add(source.topic());
            } else if (from instanceof PlanNode.RepartitionNode repartition) {
                topics.add(topicOf(repartition));
            } else {
                topicsInto(from, topics);
            }
        }
    }

    private String topicOf(PlanNode.RepartitionNode node) {
        return applicationId + "-" + node.name() + "-repartition";
    }

    private static Serde<Object> key(PlanNode node, StreamType type) {
        return Invariants.present(type.key(), "key serde of " + node.name());
    }

    private static Serde<Object> value(PlanNode node, StreamType type) {
        return Invariants.present(type.value(), "value serde of " + node.name());
    }
}
