package dev.tidemark.streams.topology;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
                int wanted = edge.partitionsWanted() > 0 ? edge.partitionsWanted() : tasks[edge.writer()];
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
                            + " groupByKey(Grouped.as(\"name\").withPartitions(n))");
        }
    }
}
