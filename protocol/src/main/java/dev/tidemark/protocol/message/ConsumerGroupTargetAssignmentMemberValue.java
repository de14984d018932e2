package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;
import java.util.List;
import java.util.UUID;

/** Value of a member's target assignment: what it shall have in the end. */
@Payload(versions = "0", flexible = "0+")
public record ConsumerGroupTargetAssignmentMemberValue(List<TopicPartition> topicPartitions) {

    /** Partitions of one topic. */
    public record TopicPartition(UUID topicId, List<Integer> partitions) {}
}
