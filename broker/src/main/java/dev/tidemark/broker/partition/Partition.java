package dev.tidemark.broker.partition;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import java.util.UUID;

/**
 * One partition that this broker leads. What is here may be called from any thread; changes hop to the owner loop by
 * themselves.
 */
public interface Partition {

    TopicPartition name();

    UUID topicId();

    /** The loop that alone changes the partition. */
    EventLoop owner();

    /** The epoch of this broker's leadership; written into every batch. */
    int leaderEpoch();

    /** The topic's settings as of now. */
    PartitionSettings settings();
}
