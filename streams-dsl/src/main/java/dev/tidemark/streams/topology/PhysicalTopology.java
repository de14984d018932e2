package dev.tidemark.streams.topology;

import dev.tidemark.streams.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A topology as it is run under an application id. Immutable.
 *
 * @param subTopologies numbered from zero; each is run by as many tasks as its widest input has partitions
 * @param edges the internal topics between them, numbered from zero
 */
public record PhysicalTopology(String applicationId, List<SubTopology> subTopologies, List<Edge> edges) {

    public PhysicalTopology {
        subTopologies = List.copyOf(subTopologies);
        edges = List.copyOf(edges);
    }

    /** Cuts the plan that is to run. */
    public static PhysicalTopology of(Plan planned, String applicationId) {
        return new PlanCutter(planned, applicationId).cut();
    }

    /** Topics from outside that it reads, sorted. */
    public List<String> sourceTopics() {
        TreeSet<String> topics = new TreeSet<>();
        for (SubTopology subTopology : subTopologies) {
            for (Operator operator : subTopology.operators()) {
                if (operator instanceof Operator.Source source) {
                    topics.add(source.topic());
                }
            }
        }
        return List.copyOf(topics);
    }

    /** Topics outside that it writes to, sorted: sinks and late outputs. */
    public List<String> outputTopics() {
        TreeSet<String> topics = new TreeSet<>();
        subTopologies.forEach(subTopology -> topics.addAll(subTopology.outputTopics()));
        return List.copyOf(topics);
    }

    /** Topics that belong to the application and must exist before it runs. */
    public List<InternalTopic> internalTopics() {
        List<InternalTopic> topics = new ArrayList<>();
        for (Edge edge : edges) {
            topics.add(new InternalTopic(edge.topic(), InternalTopic.Kind.REPARTITION, edge.reader(),
                    InternalTopic.settings("delete")));
        }
        for (SubTopology subTopology : subTopologies) {
            for (StoreSpec store : subTopology.stores()) {
                topics.add(new InternalTopic(store.changelogTopic(), InternalTopic.Kind.CHANGELOG,
                        subTopology.number(), store.changelogSettings()));
            }
            if (subTopology.systemChangelog() != null) {
                topics.add(new InternalTopic(subTopology.systemChangelog(), InternalTopic.Kind.CHANGELOG,
                        subTopology.number(), InternalTopic.settings("compact")));
            }
        }
        return topics;
    }

    /** The edges that the tasks of a sub-topology write to. */
    public List<Edge> edgesOutOf(int subTopology) {
        return edges.stream().filter(edge -> edge.writer() == subTopology).toList();
    }

    /** The edges that the tasks of a sub-topology read from. */
    public List<Edge> edgesInto(int subTopology) {
        return edges.stream().filter(edge -> edge.reader() == subTopology).toList();
    }

    /** For people. */
    public String describe() {
        return PhysicalText.of(this);
    }
}
