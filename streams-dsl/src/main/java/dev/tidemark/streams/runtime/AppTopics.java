package dev.tidemark.streams.runtime;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.streams.topology.TaskMap;
import java.util.Map;
import java.util.UUID;

/**
 * The topics that an application reads and writes, as the cluster has them. Immutable.
 *
 * @param map tasks and their inputs
 * @param partitions of every topic, outputs and changelogs too
 * @param ids of every topic
 */
public record AppTopics(TaskMap map, Map<String, Integer> partitions, Map<String, UUID> ids) {

    public AppTopics {
        partitions = Map.copyOf(partitions);
        ids = Map.copyOf(ids);
    }

    /** Partitions of a topic that the application writes to. */
    public int partitionCount(String topic) {
        return Invariants.present(partitions.get(topic), "partitions of " + topic);
    }

    /** The topic as it is now; a topic deleted and created again has another id. */
    public UUID id(String topic) {
        return Invariants.present(ids.get(topic), "id of " + topic);
    }
}
