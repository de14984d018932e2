package dev.tidemark.streams.rewrite;

import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatelessStep;
import java.util.ArrayList;
import java.util.List;

/** One node for a linear chain of stateless ones: a record runs through it without meeting another node. */
final class FuseStateless implements Rewrite {

    @Override
    public Plan apply(Plan plan) {
        PlanCopy copy = new PlanCopy();
        for (PlanNode node : plan.nodes().values()) {
            if (node instanceof PlanNode.StatelessNode second
                    && plan.node(second.inputs().getFirst()) instanceof PlanNode.StatelessNode first
                    && plan.readersOf(first.id()).size() == 1) {
                NodeId chain = copy.now(first.id());
                PlanNode.StatelessNode soFar = (PlanNode.StatelessNode) copy.node(chain);
                List<StatelessStep> steps = new ArrayList<>(soFar.steps());
                steps.addAll(second.steps());
                copy.put(new PlanNode.StatelessNode(chain, soFar.name() + "+" + second.name(), soFar.inputs(), steps,
                        second.type()));
                copy.replace(second.id(), chain);
            } else {
                copy.keep(node);
            }
        }
        return copy.plan();
    }
}
