package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.GroupState.CompletingRebalance;
import dev.tidemark.broker.group.GroupState.Dead;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.GroupState.PreparingRebalance;
import dev.tidemark.broker.group.GroupState.Stable;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A member's sign of life; the reply says whether it has to join again. */
public record Heartbeat(String groupId, int generation, String memberId, @Nullable String instanceId)
        implements
            Command<GroupShard, ErrorCode, GroupRecord> {

    @Override
    public Decision<ErrorCode, GroupRecord> decide(GroupShard shard) {
        ConsumerGroup consumers = shard.consumerGroup(groupId);
        if (consumers != null) {
            return Decision.reply(new ClassicInConsumerGroup(shard, consumers).heartbeat(this));
        }
        ClassicGroup group = shard.group(groupId);
        if (group == null) {
            return Decision.reply(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        ErrorCode error = group.checkMember(memberId, instanceId);
        if (error != ErrorCode.NONE) {
            return Decision.reply(error);
        }
        if (generation != group.generation()) {
            return Decision.reply(ErrorCode.ILLEGAL_GENERATION);
        }
        ClassicMember member = Invariants.present(group.member(memberId), "member " + memberId);
        return Decision.reply(switch (group.state()) {
            case Empty _,Dead _ -> ErrorCode.UNKNOWN_MEMBER_ID;
            case PreparingRebalance _ -> {
                shard.rebalance().touch(member);
                yield ErrorCode.REBALANCE_IN_PROGRESS;
            }
            case CompletingRebalance _,Stable _ -> {
                shard.rebalance().touch(member);
                yield ErrorCode.NONE;
            }
        });
    }
}
