package dev.tidemark.streams.rewrite;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan while it is copied with changes: keeps track of what the nodes of the old plan became. Used by one rewrite. */
final class PlanCopy {

    private final List<PlanNode> nodes = new ArrayList<>();
    private final Map<NodeId, NodeId> moved = new HashMap<>();

    NodeId nextId() {
        return new NodeId(nodes.size() + 1);
    }

    /** Adds a node that the old plan does not have. */
    void add(PlanNode node) {
        nodes.add(node);
    }

    /** Copies a node of the old plan, with its inputs as they became. */
    void keep(PlanNode old) {
        keep(old, now(old.inputs()));
    }

    /** Copies a node of the old plan, with other inputs. */
    void keep(PlanNode old, List<NodeId> newInputs) {
        NodeId id = nextId();
        nodes.add(old.moved(id, newInputs));
        moved.put(old.id(), id);
    }

    /** Says that whoever read the old node now reads another one. */
    void replace(NodeId old, NodeId by) {
        moved.put(old, by);
    }

    NodeId now(NodeId old) {
        return Invariants.present(moved.get(old), old + " in the new plan");
    }

    List<NodeId> now(List<NodeId> old) {
        return old.stream().map(this::now).toList();
    }

    PlanNode node(NodeId id) {
        return nodes.get(id.number() - 1);
    }

    void put(PlanNode node) {
        nodes.set(node.id().number() - 1, node);
    }

    Plan plan() {
        return Plan.of(nodes);
    }
}
