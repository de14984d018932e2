package dev.tidemark.streams.topology;

import java.util.List;
import java.util.stream.Collectors;

/** A physical topology as people read it. */
final class PhysicalText {

    private PhysicalText() {}

    static String of(PhysicalTopology topology) {
        StringBuilder text = new StringBuilder("application ").append(topology.applicationId()).append('\n');
        for (SubTopology subTopology : topology.subTopologies()) {
            text.append("sub-topology ")
                    .append(subTopology.number())
                    .append(" '")
                    .append(subTopology.name())
                    .append('\'')
                    .append(subTopology.keepsFrontier() ? "" : ", no frontier")
                    .append('\n');
            for (Operator operator : subTopology.operators()) {
                text.append("  ").append(operator.number()).append("  ").append(line(operator)).append('\n');
            }
        }
        for (Edge edge : topology.edges()) {
            text.append("edge ")
                    .append(edge.topic())
                    .append("  ")
                    .append(edge.writer())
                    .append(" -> ")
                    .append(edge.reader())
                    .append(edge.carriesTime() ? "  quantum " + edge.quantumMs() + " ms" : "  only its end")
                    .append('\n');
        }
        for (InternalTopic topic : topology.internalTopics()) {
            if (topic.kind() == InternalTopic.Kind.CHANGELOG) {
                text.append("changelog ")
                        .append(topic.name())
                        .append("  ")
                        .append(topic.settings().get("cleanup.policy"))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String line(Operator operator) {
        String what = switch (operator) {
            case Operator.Source source -> "source " + source.topic();
            case Operator.EdgeSource edge -> "read " + edge.topic();
            case Operator.Stateless stateless -> stateless.name();
            case Operator.Merge merge -> merge.name();
            case Operator.WindowAggregate windowed -> windowed.aggregation().word() + " " + windowed.name() + " ["
                    + windowed.windows() + "]"
                    + (windowed.lateTopic() == null ? "" : " late to " + windowed.lateTopic());
            case Operator.StreamJoin join -> "join " + join.name() + " [" + join.leftInput() + " and "
                    + join.rightInput()
                    + ", " + join.windows() + "]" + (join.lateTopic() == null ? "" : " late to " + join.lateTopic());
            case Operator.KeyAggregate perKey -> perKey.aggregation().word() + " " + perKey.name();
            case Operator.LatestPerKey latest -> "table " + latest.name();
            case Operator.SessionAggregate session -> session.aggregation().word() + " " + session.name() + " ["
                    + session.sessions() + "]"
                    + (session.lateTopic() == null ? "" : " late to " + session.lateTopic());
            case Operator.Sink sink -> "sink " + sink.topic();
            case Operator.EdgeSink edge -> "write " + edge.topic();
        };
        return what + arrow(operator.downstream());
    }

    private static String arrow(List<Integer> downstream) {
        return downstream.isEmpty() ? ""
                : " -> " + downstream.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
