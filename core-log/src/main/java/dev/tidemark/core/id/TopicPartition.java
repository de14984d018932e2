package dev.tidemark.core.id;

/**
 * A partition of a topic, by name.
 *
 * @param topic the topic's name
 * @param partition zero-based index
 */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {

    @Override
    public int compareTo(TopicPartition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    /** {@code topic-partition}: also the name of the partition's folder in a data directory. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
