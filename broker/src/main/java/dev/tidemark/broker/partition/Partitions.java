package dev.tidemark.broker.partition;

import dev.tidemark.core.id.TopicPartition;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The partitions that this broker leads, by name and by id. Lookups may come from any thread. */
public interface Partitions {

    /** The partition of this name, or null if it is not hosted here. */
    @Nullable
    Partition find(TopicPartition partition);

    /** The partition of this topic id, or null if it is not hosted here. */
    @Nullable
    Partition find(UUID topicId, int partition);

    /** Whether any partition of the topic is hosted here: tells an unknown topic from an unknown partition. */
    boolean hosts(UUID topicId);

    /** All of them, as of now, in no order. */
    Collection<? extends Partition> all();
}
