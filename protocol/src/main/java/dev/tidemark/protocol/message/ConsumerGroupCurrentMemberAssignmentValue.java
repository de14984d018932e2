package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Tagged;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Value of what a member has, and what it has still to give back.
 *
 * @param previousMemberEpoch accepted too, since the answer with the newer one may have been lost
 * @param state 0 stable, 1 has partitions to give back, 2 waits for partitions of others
 */
@Payload(versions = "0", flexible = "0+")
public record ConsumerGroupCurrentMemberAssignmentValue(
        int memberEpoch,
        int previousMemberEpoch,
        byte state,
        List<TopicPartitions> assignedPartitions,
        List<TopicPartitions> partitionsPendingRevocation) {

    /**
     * Partitions of one topic.
     *
     * @param assignmentEpochs per partition, in the same order: the epoch since which the member has it (KIP-1251)
     */
    public record TopicPartitions(UUID topicId, List<Integer> partitions,
            @Tagged(0) @Nullable List<Integer> assignmentEpochs) {}
}
