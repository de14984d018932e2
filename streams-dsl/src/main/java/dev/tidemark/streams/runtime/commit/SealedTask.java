package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.id.TopicPartition;
import java.util.Map;

/**
 * What the seal of one task fixed.
 *
 * @param commitSeq the task's own count of commits, one more than the last committed; stands in every position's metadata,
 *     so that a reader of the group's offsets can tell whether this commit happened
 * @param positions of <em>all</em> input partitions of the task, also of those that gave no record
 */
public record SealedTask(long commitSeq, Map<TopicPartition, OffsetAndMetadata> positions) {

    public SealedTask {
        positions = Map.copyOf(positions);
    }
}
