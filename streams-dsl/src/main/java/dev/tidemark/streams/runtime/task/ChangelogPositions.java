package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.state.StorePosition;

/**
 * Where changelogs stand in the cluster, as the worker's producer was told by the broker. Asked on the worker's loop,
 * after a commit and before the next seal.
 */
public interface ChangelogPositions {

    /**
     * Behind the last record that the interval just committed wrote to this changelog partition.
     *
     * @param changelog one that the interval wrote to
     */
    StorePosition behind(TopicPartition changelog);
}
