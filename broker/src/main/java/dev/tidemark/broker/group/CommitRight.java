package dev.tidemark.broker.group;

import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.MemberAssignment;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether offsets may be stored: by whoever asks, and then of each partition.
 *
 * @param error of the request as a whole
 * @param ofPartition of one partition, once the request as a whole may
 */
record CommitRight(ErrorCode error, Function<TopicPartition, ErrorCode> ofPartition) {

    static final CommitRight ALL = new CommitRight(ErrorCode.NONE, partition -> ErrorCode.NONE);

    static CommitRight refused(ErrorCode error) {
        return new CommitRight(error, partition -> error);
    }

    static CommitRight of(ErrorCode error) {
        return error == ErrorCode.NONE ? ALL : refused(error);
    }

    /**
     * In a group of the consumer protocol. A member that has not heard of its newest epoch may still store offsets of the
     * partitions that it has had since the epoch that it knows (KIP-1251).
     *
     * @param epoch the member's epoch or generation, or -1 from one that does not say
     */
    static CommitRight in(GroupShard shard, ConsumerGroup group, int epoch, String memberId,
            @Nullable String instanceId) {
        if (epoch < 0 && group.size() == 0) {
            return ALL;
        }
        ConsumerMember member = group.member(memberId);
        if (member == null) {
            return refused(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        if (instanceId != null && !instanceId.equals(member.instanceId())) {
            return refused(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        MemberAssignment has = group.assignment(memberId);
        if (epoch == has.epoch()) {
            return ALL;
        }
        if (member.isClassic()) {
            return refused(ErrorCode.ILLEGAL_GENERATION);
        }
        if (epoch < 0 || epoch > has.epoch()) {
            return refused(ErrorCode.STALE_MEMBER_EPOCH);
        }
        return new CommitRight(ErrorCode.NONE, partition -> {
            TopicImage topic = shard.topics().image().topic(partition.topic());
            boolean may = topic != null
                    && has.mayCommit(new TopicIdPartition(topic.id(), partition.partition()), epoch);
            return may ? ErrorCode.NONE : ErrorCode.STALE_MEMBER_EPOCH;
        });
    }
}
