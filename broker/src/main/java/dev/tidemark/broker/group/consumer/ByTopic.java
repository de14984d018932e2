package dev.tidemark.broker.group.consumer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Partitions as messages and records list them: numbers by topic, both in order. */
public final class ByTopic {

    private ByTopic() {}

    /** The numbers of each topic's partitions. */
    public static SortedMap<UUID, List<Integer>> group(Collection<TopicIdPartition> partitions) {
        SortedMap<UUID, List<Integer>> topics = new TreeMap<>();
        for (TopicIdPartition partition : partitions) {
            topics.computeIfAbsent(partition.topicId(), topic -> new ArrayList<>()).add(partition.partition());
        }
        return topics;
    }
}
