package dev.tidemark.broker.controller;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic to create.
 *
 * @param partitions how many; {@link #DEFAULT} takes {@code num.partitions}
 * @param replicationFactor how many replicas of each; {@link #DEFAULT} takes {@code default.replication.factor}
 * @param assignments the brokers of each partition, by index, or empty for the broker's choice; then both numbers are {@link #DEFAULT}
 * @param configs the topic's own settings; a null value is refused
 */
public record NewTopic(String name, int partitions, int replicationFactor, Map<Integer, List<Integer>> assignments,
        Map<String, @Nullable String> configs) {

    /** As the broker is configured. */
    public static final int DEFAULT = -1;

    /** A topic with these numbers and no settings of its own. */
    public static NewTopic of(String name, int partitions, int replicationFactor) {
        return new NewTopic(name, partitions, replicationFactor, Map.of(), Map.of());
    }
}
