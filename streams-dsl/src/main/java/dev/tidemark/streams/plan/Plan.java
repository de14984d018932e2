package dev.tidemark.streams.plan;

import dev.tidemark.core.failure.Invariants;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What the user wrote, or what a rewrite made of it: nodes in an order in which every input comes before its reader, so
 * a plan has no cycle. Immutable.
 */
public record Plan(SequencedMap<NodeId, PlanNode> nodes) {

    // Invariant: the inputs of a node stand before it.
    public Plan {
        SequencedMap<NodeId, PlanNode> copy = new LinkedHashMap<>();
        for (PlanNode node : nodes.values()) {
            for (NodeId input : node.inputs()) {
                Invariants.check(copy.containsKey(input), "%s reads %s before it exists", node.name(), input);
            }
            Invariants.check(copy.put(node.id(), node) == null, "two nodes are called %s", node.id());
        }
        nodes = Collections.unmodifiableSequencedMap(copy);
    }

    public static Plan of(Collection<? extends PlanNode> inOrder) {
        SequencedMap<NodeId, PlanNode> nodes = new LinkedHashMap<>();
        for (PlanNode node : inOrder) {
            Invariants.check(nodes.put(node.id(), node) == null, "two nodes are called %s", node.id());
        }
        return new Plan(nodes);
    }

    public PlanNode node(NodeId id) {
        return Invariants.present(nodes.get(id), id.toString());
    }

    /** The nodes that read from the given one, in order. */
    public List<PlanNode> readersOf(NodeId id) {
        List<PlanNode> readers = new ArrayList<>();
        for (PlanNode node : nodes.values()) {
            if (node.inputs().contains(id)) {
                readers.add(node);
            }
        }
        return readers;
    }

    /** One line a node, for people; nodes whose results may depend on interleaving are marked. */
    public String describe() {
        return PlanText.of(this);
    }
}
