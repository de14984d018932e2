package dev.tidemark.streams.topology;

import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which tasks a topology has on a cluster, and which input partitions belong to which. Immutable.
 *
 * @param topology what is run
 * @param counts how many partitions each topic has
 */
public record TaskMap(PhysicalTopology topology, PartitionCounts counts) {

    /** All tasks, in order. */
    public List<TaskId> tasks() {
        List<TaskId> tasks = new ArrayList<>();
        for (SubTopology subTopology : topology.subTopologies()) {
            for (int partition = 0; partition < counts.tasks(subTopology.number()); partition++) {
                tasks.add(new TaskId(subTopology.number(), partition));
            }
        }
        return tasks;
    }

    /** The input partitions of a task: those of its number, of the topics that have so many. */
    public SortedSet<TopicPartition> inputs(TaskId task) {
        SortedSet<TopicPartition> inputs = new TreeSet<>();
        for (String topic : topology.subTopologies().get(task.subTopology()).inputTopics()) {
            if (task.partition() < counts.partitions(topic)) {
                inputs.add(new TopicPartition(topic, task.partition()));
            }
        }
        return inputs;
    }

    /** The tasks that read these partitions; partitions of other topics are ignored. */
    public SortedSet<TaskId> readersOf(Collection<TopicPartition> partitions) {
        Map<String, Set<Integer>> readers = new HashMap<>();
        for (SubTopology subTopology : topology.subTopologies()) {
            for (String topic : subTopology.inputTopics()) {
                readers.computeIfAbsent(topic, _ -> new TreeSet<>()).add(subTopology.number());
            }
        }
        SortedSet<TaskId> tasks = new TreeSet<>();
        for (TopicPartition partition : partitions) {
            for (int subTopology : readers.getOrDefault(partition.topic(), Set.of())) {
                tasks.add(new TaskId(subTopology, partition.partition()));
            }
        }
        return tasks;
    }

    /** All input topics, sorted. */
    public List<String> inputTopics() {
        TreeSet<String> topics = new TreeSet<>();
        topology.subTopologies().forEach(subTopology -> topics.addAll(subTopology.inputTopics()));
        return List.copyOf(topics);
    }

    /** A number that members of one group have in common: of the topology's text, hence of its names and shape. */
    public long fingerprint() {
        long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits: the same in every JVM
        String text = topology.describe();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
