package dev.tidemark.broker.group;

import dev.tidemark.broker.group.GroupState.CompletingRebalance;
import dev.tidemark.broker.group.GroupState.Dead;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.GroupState.PreparingRebalance;
import dev.tidemark.broker.group.GroupState.Stable;
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
 * Whether offsets may be stored: by whoever asks, and then of each partition. The one place where the member, its generation
 * or epoch and, inside a transaction, the producer's epoch are looked at (KIP-447, KIP-890), for groups of both protocols: a
 * zombie of the group or of the transactional id gets no further.
 *
 * @param error of the request as a whole
 * @param ofPartition of one partition, once the request as a whole may
 */
record CommitRight(ErrorCode error, Function<TopicPartition, ErrorCode> ofPartition) {

    private static final CommitRight ALL = new CommitRight(ErrorCode.NONE, partition -> ErrorCode.NONE);

    private static CommitRight refused(ErrorCode error) {
        return new CommitRight(error, partition -> error);
    }

    private static CommitRight of(ErrorCode error) {
        return error == ErrorCode.NONE ? ALL : refused(error);
    }

    // who asks

    /** Outside a transaction. A group that is not there is made, for one who manages its partitions itself. */
    static CommitRight plain(GroupShard shard, OffsetsToCommit request) {
        ConsumerGroup consumers = shard.consumerGroup(request.groupId());
        if (consumers == null) {
            return of(plainInClassic(shard, request));
        }
        ConsumerMember member = consumers.member(request.memberId());
        if (member != null && !member.isClassic() && !request.knowsEpochs()) {
            return refused(ErrorCode.UNSUPPORTED_VERSION);
        }
        return inConsumers(shard, consumers, request.generation(), request.memberId(), request.instanceId());
    }

    /**
     * Inside a transaction. Takes the ticket, whatever comes of it; a group that is not there is made, for a producer that
     * names no member.
     */
    static CommitRight inTransaction(GroupShard shard, OffsetsInTransaction request) {
        TransactionTickets.Ticket ticket = request.ticket();
        boolean stillGood = shard.tickets().redeem(ticket);
        if (ticket.producerEpoch() < shard.offsets().producerEpoch(ticket.producerId())) {
            return refused(ErrorCode.INVALID_PRODUCER_EPOCH);
        }
        if (!stillGood) {
            return refused(ErrorCode.TRANSACTION_ABORTABLE);
        }
        boolean saysNobody = request.generation() < 0 && request.memberId().isEmpty() && request.instanceId() == null;
        ConsumerGroup consumers = shard.consumerGroup(request.groupId());
        if (consumers == null) {
            return of(inTransactionOfClassic(shard, request, saysNobody));
        }
        return saysNobody ? ALL
                : inConsumers(shard, consumers, request.generation(), request.memberId(), request.instanceId());
    }

    // groups of the classic protocol

    private static ErrorCode plainInClassic(GroupShard shard, OffsetsToCommit request) {
        ClassicGroup group = shard.group(request.groupId());
        if (group == null) {
            return inNewGroup(shard, request.groupId(), request.generation());
        }
        if (request.generation() < 0 && group.state() instanceof Empty) {
            return ErrorCode.NONE;
        }
        ErrorCode error = ofMember(group, request.generation(), request.memberId(), request.instanceId());
        if (error != ErrorCode.NONE) {
            return error;
        }
        return switch (group.state()) {
            case Stable _,PreparingRebalance _ -> {
                touch(shard, group, request.memberId());
                yield ErrorCode.NONE;
            }
            // It joined this generation, but has no assignment to commit for: it shall look again.
            case CompletingRebalance _ -> ErrorCode.REBALANCE_IN_PROGRESS;
            case Empty _ -> ErrorCode.UNKNOWN_MEMBER_ID;
            case Dead _ -> ErrorCode.COORDINATOR_NOT_AVAILABLE;
        };
    }

    private static ErrorCode inTransactionOfClassic(GroupShard shard, OffsetsInTransaction request,
            boolean saysNobody) {
        ClassicGroup group = shard.group(request.groupId());
        if (group == null) {
            return inNewGroup(shard, request.groupId(), request.generation());
        }
        if (saysNobody || (request.generation() < 0 && group.state() instanceof Empty)) {
            return ErrorCode.NONE;
        }
        ErrorCode error = ofMember(group, request.generation(), request.memberId(), request.instanceId());
        if (error == ErrorCode.NONE) {
            touch(shard, group, request.memberId());
        }
        return error;
    }

    private static ErrorCode inNewGroup(GroupShard shard, String groupId, int generation) {
        if (generation >= 0) {
            return ErrorCode.GROUP_ID_NOT_FOUND;
        }
        shard.createGroup(groupId);
        return ErrorCode.NONE;
    }

    /** Whether this is a member, under its own name, of this generation. */
    private static ErrorCode ofMember(ClassicGroup group, int generation, String memberId,
            @Nullable String instanceId) {
        ErrorCode error = group.checkMember(memberId, instanceId);
        if (error != ErrorCode.NONE) {
            return error;
        }
        return generation == group.generation() ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    }

    private static void touch(GroupShard shard, ClassicGroup group, String memberId) {
        ClassicMember member = group.member(memberId);
        if (member != null) {
            shard.rebalance().touch(member);
        }
    }

    // groups of the consumer protocol

    /**
     * A member that has not heard of its newest epoch may still store offsets of the partitions that it has had since the
     * epoch that it knows (KIP-1251).
     *
     * @param epoch the member's epoch or generation, or -1 from one that does not say
     */
    private static CommitRight inConsumers(GroupShard shard, ConsumerGroup group, int epoch, String memberId,
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
