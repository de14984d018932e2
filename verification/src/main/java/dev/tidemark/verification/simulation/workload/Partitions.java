package dev.tidemark.verification.simulation.workload;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.history.Partition;
import java.util.ArrayList;
import java.util.List;

/** Partitions in the words of clients and in those of histories. */
public final class Partitions {

    private Partitions() {}

    /** As a history has it. */
    public static Partition told(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }

    /** The first so many of a topic. */
    public static List<TopicPartition> of(String topic, int count) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new TopicPartition(topic, i));
        }
        return all;
    }
}
