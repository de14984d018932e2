package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group asks what it stored. Like every reply, this one leaves when all it rests on is committed; with
 * {@code requireStable} an offset that an open transaction may change is refused instead (KIP-447).
 *
 * @param groupId the group
 * @param memberId a member of the consumer protocol, or empty
 * @param memberEpoch its epoch, or -1
 * @param partitions what is asked for; null means everything
 * @param requireStable whether to refuse what may change
 */
public record OffsetsToFetch(String groupId, String memberId, int memberEpoch,
        @Nullable List<TopicPartition> partitions, boolean requireStable)
        implements
            Command<GroupShard, OffsetsToFetch.Fetched, GroupRecord> {

    /**
     * The reply.
     *
     * @param error of the group as a whole
     * @param offsets by partition, in the order of the question
     */
    public record Fetched(ErrorCode error, Map<TopicPartition, FetchedOffset> offsets) {

        static Fetched refused(ErrorCode error) {
            return new Fetched(error, Map.of());
        }
    }

    /** One offset; -1 if there is none. */
    public record FetchedOffset(long offset, int leaderEpoch, String metadata, ErrorCode error) {

        public static final FetchedOffset NONE = new FetchedOffset(-1L, -1, "", ErrorCode.NONE);
        public static final FetchedOffset UNSTABLE = new FetchedOffset(-1L, -1, "", ErrorCode.UNSTABLE_OFFSET_COMMIT);
    }

    @Override
    public Decision<Fetched, GroupRecord> decide(GroupShard shard) {
        ErrorCode error = check(shard);
        if (error != ErrorCode.NONE) {
            return Decision.reply(Fetched.refused(error));
        }
        Map<TopicPartition, FetchedOffset> found = new LinkedHashMap<>();
        Offsets offsets = shard.offsets();
        if (partitions == null) {
            offsets.committed(groupId)
                    .forEach((partition, offset) -> found.put(partition,
                            answer(offsets, partition, offset)));
        } else {
            for (TopicPartition partition : partitions) {
                found.put(partition, answer(offsets, partition, offsets.committed(groupId, partition)));
            }
        }
        return Decision.reply(new Fetched(ErrorCode.NONE, found));
    }

    /** A member of the consumer protocol has to be one, in its epoch; who names no member may always ask. */
    private ErrorCode check(GroupShard shard) {
        ConsumerGroup consumers = shard.consumerGroup(groupId);
        if (consumers == null || (memberEpoch < 0 && memberId.isEmpty())) {
            return ErrorCode.NONE;
        }
        if (consumers.member(memberId) == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return memberEpoch == consumers.assignment(memberId).epoch() ? ErrorCode.NONE : ErrorCode.STALE_MEMBER_EPOCH;
    }

    private FetchedOffset answer(Offsets offsets, TopicPartition partition, @Nullable CommittedOffset stored) {
        if (requireStable && offsets.isPending(groupId, partition)) {
            return FetchedOffset.UNSTABLE;
        }
        return stored == null
                ? FetchedOffset.NONE
                : new FetchedOffset(stored.offset(), stored.leaderEpoch(), stored.metadata(), ErrorCode.NONE);
    }
}
