package dev.tidemark.core.id;

import org.jspecify.annotations.Nullable;

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

    /** Spelled out, with {@link #hashCode}: the key of many maps, and a record's own equality is made by reflection at its first use. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicPartition that && partition == that.partition && topic.equals(that.topic);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + partition;
    }

    /** {@code topic-partition}: also the name of the partition's folder in a data directory. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
