package dev.tidemark.streams.topology;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many partitions every topic of a topology has, and so how many tasks each sub-topology: as many as its widest
 * input. Immutable.
 */
public final class PartitionCounts {

    private final Map<String, Integer> partitions;
    private final int[] tasks;

    private PartitionCounts(Map<String, Integer> partitions, int[] tasks) {
        this.partitions = partitions;
        this.tasks = tasks;
    }

    /**
     * Works out the internal topics from the sources.
     *
     * @param sourcePartitions of every topic in {@link PhysicalTopology#sourceTopics()}
     * @throws TidemarkException {@code TOPIC_UNKNOWN} if one is missing there; {@code TOPOLOGY_INVALID} if topics that
     *         must have equally many partitions have not
     */
    public static PartitionCounts resolve(PhysicalTopology topology, Map<String, Integer> sourcePartitions) {
        Map<String, Integer> partitions = new TreeMap<>();
        for (String topic : topology.sourceTopics()) {
            Integer count = sourcePartitions.get(topic);
            if (count == null) {
                throw new TidemarkException(FailureCode.TOPIC_UNKNOWN, "Source topic '" + topic + "' does not exist",
                        "source '" + topic + "' of application '" + topology.applicationId() + "'",
                        "the cluster does not know the topic",
                        "tidemark topic create " + topic + " --partitions 4");
            }
            partitions.put(topic, count);
        }
        int[] tasks = new int[topology.subTopologies().size()];
        boolean changed = true;
        while (changed) { // an edge may lead to an earlier sub-topology: go round until nothing grows
            changed = false;
            for (SubTopology subTopology : topology.subTopologies()) {
                int widest = 0;
                for (String topic : subTopology.inputTopics()) {
                    widest = Math.max(widest, partitions.getOrDefault(topic, 0));
                }
                changed |= widest != tasks[subTopology.number()];
                tasks[subTopology.number()] = widest;
            }
            for (Edge edge : topology.edges()) {
                int wanted = wanted(topology, edge, partitions, tasks);
                Integer before = partitions.put(edge.topic(), wanted);
                changed |= before == null || before != wanted;
            }
        }
        PartitionCounts counts = new PartitionCounts(partitions, tasks);
        for (SubTopology subTopology : topology.subTopologies()) {
            for (Set<String> topics : subTopology.copartitioned()) {
                counts.checkEqual(subTopology, topics);
            }
        }
        return counts;
    }

    /** As the user asked; or as those have that it must be equal to; or as many as the writer has tasks. */
    private static int wanted(PhysicalTopology topology, Edge edge, Map<String, Integer> partitions, int[] tasks) {
        if (edge.partitionsWanted() > 0) {
            return edge.partitionsWanted();
        }
        int given = 0;
        int free = tasks[edge.writer()];
        for (Set<String> topics : topology.subTopologies().get(edge.reader()).copartitioned()) {
            if (!topics.contains(edge.topic())) {
                continue;
            }
            for (String topic : topics) {
                Edge other = edgeOf(topology, topic);
                if (other == null) {
                    given = Math.max(given, partitions.getOrDefault(topic, 0));
                } else if (other.partitionsWanted() > 0) {
                    given = Math.max(given, other.partitionsWanted());
                } else {
                    free = Math.max(free, tasks[other.writer()]);
                }
            }
        }
        return given > 0 ? given : free;
    }

    private static @Nullable Edge edgeOf(PhysicalTopology topology, String topic) {
        for (Edge edge : topology.edges()) {
            if (edge.topic().equals(topic)) {
                return edge;
            }
        }
        return null;
    }

    /** Partitions of a source or repartition topic. */
    public int partitions(String topic) {
        return Invariants.present(partitions.get(topic), "partitions of " + topic);
    }

    /** Partitions that an internal topic must have. */
    public int partitions(InternalTopic topic) {
        return switch (topic.kind()) {
            case REPARTITION -> partitions(topic.name());
            case CHANGELOG -> tasks(topic.subTopology());
        };
    }

    /** Tasks of a sub-topology. */
    public int tasks(int subTopology) {
        return tasks[subTopology];
    }

    private void checkEqual(SubTopology subTopology, Set<String> topics) {
        if (topics.stream().map(this::partitions).distinct().count() > 1) {
            Map<String, Integer> found = new TreeMap<>();
            topics.forEach(topic -> found.put(topic, partitions(topic)));
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID,
                    "Topics that meet in one store have different numbers of partitions",
                    "sub-topology '" + subTopology.name() + "', topics " + found,
                    "a key would be in different tasks, depending on the topic",
                    "give the topics equally many partitions, or ask for a repartition with"
                            + " groupByKey(Grouped.as(\"name\").withPartitions(n)), for a join with"
                            + " StreamJoined.as(\"name\").withPartitions(n)");
        }
    }
}
