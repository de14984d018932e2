package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import java.util.Set;

/** Told on the polling thread, inside {@code poll}, when partitions come and go. */
public interface RebalanceListener {

    /** These are about to be given up: commit what was processed. */
    default void revoked(Set<TopicPartition> partitions) {}

    /** These are new; their positions are the committed ones. */
    default void assigned(Set<TopicPartition> partitions) {}

    /** These were lost without warning and may already be read by others: do not commit. */
    default void lost(Set<TopicPartition> partitions) {}

    /** Listens to nothing. */
    RebalanceListener NONE = new RebalanceListener() {};
}
