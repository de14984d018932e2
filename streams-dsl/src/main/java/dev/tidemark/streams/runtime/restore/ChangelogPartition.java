package dev.tidemark.streams.runtime.restore;

import dev.tidemark.core.id.TopicPartition;
import java.util.UUID;

/**
 * The changelog of one store of one task.
 *
 * @param store the store's name in the task
 * @param topicId of the topic as it is now
 */
public record ChangelogPartition(String store, TopicPartition partition, UUID topicId) {}
