package dev.tidemark.streams.plan;

import java.util.stream.Collectors;

/** The plan as people read it: one line a node, columns aligned. */
final class PlanText {

    private PlanText() {}

    static String of(Plan plan) {
        int idWidth = 0;
        int wordWidth = 0;
        int nameWidth = 0;
        for (PlanNode node : plan.nodes().values()) {
            idWidth = Math.max(idWidth, node.id().toString().length());
            wordWidth = Math.max(wordWidth, word(node).length());
            nameWidth = Math.max(nameWidth, node.name().length());
        }
        String row = "%-" + idWidth + "s  %-" + wordWidth + "s  %-" + nameWidth + "s  %s";
        StringBuilder text = new StringBuilder();
        for (PlanNode node : plan.nodes().values()) {
            text.append(String.format(row, node.id(), word(node), node.name(), details(node)).stripTrailing())
                    .append('\n');
        }
        return text.toString();
    }

    private static String word(PlanNode node) {
        return switch (node) {
            case PlanNode.SourceNode source -> "source";
            case PlanNode.StatelessNode stateless -> stateless.steps()
                    .stream()
                    .map(StatelessStep::word)
                    .collect(Collectors.joining("+"));
            case PlanNode.MergeNode merge -> "merge";
            case PlanNode.RepartitionNode repartition -> "repartition";
            case PlanNode.StatefulNode stateful -> stateful.work().word();
            case PlanNode.StreamJoinNode join -> "join";
            case PlanNode.SinkNode sink -> "sink";
        };
    }

    private static String details(PlanNode node) {
        String from = node.inputs().isEmpty() ? ""
                : "<- " + node.inputs().stream().map(NodeId::toString).collect(Collectors.joining(", "));
        String more = switch (node) {
            case PlanNode.SourceNode source -> "topic " + source.topic() + ", event time "
                    + (source.eventTime() == EventTimeFunction.RECORD_TIMESTAMP ? "of the record" : "extracted")
                    + ", disorder " + Times.text(source.disorderMs());
            case PlanNode.StatelessNode stateless -> "";
            case PlanNode.MergeNode merge -> "";
            case PlanNode.RepartitionNode repartition -> repartition.partitions() == 0 ? ""
                    : "; " + repartition.partitions() + " partitions";
            case PlanNode.StatefulNode stateful -> "; " + details(stateful);
            case PlanNode.StreamJoinNode join -> "; " + (join.storeName() == null ? "unnamed stores"
                    : "stores " + join.leftStore() + " and " + join.rightStore()) + ", " + join.windows()
                    + (join.lateTopic() == null ? "" : ", late to " + join.lateTopic());
            case PlanNode.SinkNode sink -> "; topic " + sink.topic();
        };
        return from + more;
    }

    private static String details(PlanNode.StatefulNode node) {
        String store = node.storeName() == null ? "unnamed store" : "store " + node.storeName();
        String work = switch (node.work()) {
            case StatefulWork.WindowAggregate windowed -> ", windows " + windowed.windows() + ", on close"
                    + (windowed.lateTopic() == null ? "" : ", late to " + windowed.lateTopic());
            case StatefulWork.KeyAggregate perKey -> ", every change";
            case StatefulWork.LatestPerKey latest -> ", last value per key";
            case StatefulWork.SessionAggregate session -> ", sessions " + session.sessions() + ", on close"
                    + (session.lateTopic() == null ? "" : ", late to " + session.lateTopic());
        };
        return store + work + (node.work().orderSensitive() ? "  [order-sensitive]" : "");
    }
}
