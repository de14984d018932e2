package dev.tidemark.client.admin;

import java.util.Map;

/**
 * A topic to be created.
 *
 * @param partitions -1 for the broker's {@code num.partitions}
 * @param replicationFactor -1 for the broker's {@code default.replication.factor}
 * @param configs settings that differ from the broker's
 */
public record NewTopic(String name, int partitions, int replicationFactor, Map<String, String> configs) {

    public static NewTopic of(String name, int partitions) {
        return new NewTopic(name, partitions, -1, Map.of());
    }
}
