package dev.tidemark.broker.group.consumer;

import java.util.UUID;

/** A partition of a topic that is named by its id: a topic created anew under the name is another one. */
public record TopicIdPartition(UUID topicId, int partition) implements Comparable<TopicIdPartition> {

    @Override
    public int compareTo(TopicIdPartition other) {
        int byTopic = topicId.compareTo(other.topicId);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
}
