package dev.tidemark.streams.topology;

import dev.tidemark.streams.plan.JoinSpec;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.WindowSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which windows, sessions and joins a node's records may end up in, across all repartitions. */
final class PlanReach {

    private final Map<NodeId, Set<WindowSpec>> windows = new HashMap<>();
    private final Map<NodeId, Set<JoinSpec>> joins = new HashMap<>();
    /** Nodes from which records come to operators that fire at any time, sessions. */
    private final Set<NodeId> continuous = new HashSet<>();

    PlanReach(Plan plan) {
        List<PlanNode> backwards = new ArrayList<>(plan.nodes().values()).reversed();
        for (PlanNode node : backwards) {
            Set<WindowSpec> reached = new LinkedHashSet<>();
            if (node instanceof PlanNode.StatefulNode stateful
                    && stateful.work() instanceof StatefulWork.WindowAggregate aggregate) {
                reached.add(aggregate.windows());
            }
            if (node instanceof PlanNode.StatefulNode stateful
                    && stateful.work() instanceof StatefulWork.SessionAggregate) {
                continuous.add(node.id());
            }
            for (PlanNode reader : plan.readersOf(node.id())) {
                if (continuous.contains(reader.id())) {
                    continuous.add(node.id());
                }
                reached.addAll(windowsFrom(reader.id()));
            }
            windows.put(node.id(), reached);
            Set<JoinSpec> joined = new LinkedHashSet<>();
            if (node instanceof PlanNode.StreamJoinNode join) {
                joined.add(join.windows());
            }
            plan.readersOf(node.id()).forEach(reader -> joined.addAll(joinsFrom(reader.id())));
            joins.put(node.id(), joined);
        }
    }

    /** The windows of the node itself and of everything behind it. */
    Set<WindowSpec> windowsFrom(NodeId node) {
        return windows.getOrDefault(node, Set.of());
    }

    private Set<JoinSpec> joinsFrom(NodeId node) {
        return joins.getOrDefault(node, Set.of());
    }

    /** Whether the node itself or something behind it asks for time. */
    boolean asksForTime(NodeId node) {
        return continuous.contains(node) || !windowsFrom(node).isEmpty() || !joinsFrom(node).isEmpty();
    }

    /**
     * The greatest step such that every instant at which a window behind the node fires is a multiple of it: the
     * greatest common divisor of all their sizes, advances and graces; {@link Edge#CONTINUOUS} if sessions are behind it. A
     * join fires nothing: it wants to know when it may let go of a segment of time, more or less.
     * {@link Edge#ONLY_CLOSE} without any of them.
     */
    long quantumMs(NodeId node) {
        if (continuous.contains(node)) {
            return Edge.CONTINUOUS;
        }
        long quantum = 0;
        for (WindowSpec spec : windowsFrom(node)) {
            quantum = gcd(quantum, gcd(spec.sizeMs(), gcd(spec.advanceMs(), spec.graceMs())));
        }
        for (JoinSpec spec : joinsFrom(node)) {
            quantum = atMost(spec.segmentMs(), quantum);
        }
        return quantum;
    }

    /** The greatest part of a step, without remainder, that is not longer than this; this, if there is no step yet. */
    private static long atMost(long longestMs, long stepMs) {
        if (stepMs == 0) {
            return longestMs;
        }
        long parts = Math.ceilDiv(stepMs, longestMs);
        while (stepMs % parts != 0) {
            parts++;
        }
        return stepMs / parts;
    }

    private static long gcd(long one, long other) {
        return other == 0 ? one : gcd(other, one % other);
    }
}
