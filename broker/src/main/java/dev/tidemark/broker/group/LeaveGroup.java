package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members leave for good; static ones may be named by their instance alone, which is how an administrator removes them. The
 * reply has one result per member, in order.
 */
public record LeaveGroup(String groupId,
        List<Leaving> members) implements Command<GroupShard, LeaveGroup.Left, GroupRecord> {

    /** Who leaves. */
    public record Leaving(String memberId, @Nullable String instanceId) {}

    /**
     * The reply.
     *
     * @param error of the request as a whole
     * @param members results, in the order of the request; none if the request as a whole was refused
     */
    public record Left(ErrorCode error, List<ErrorCode> members) {}

    public LeaveGroup {
        members = List.copyOf(members);
    }

    @Override
    public Decision<Left, GroupRecord> decide(GroupShard shard) {
        ConsumerGroup consumers = shard.consumerGroup(groupId);
        if (consumers != null) {
            return new ClassicInConsumerGroup(shard, consumers).leave(this);
        }
        ClassicGroup group = shard.group(groupId);
        List<ErrorCode> results = new ArrayList<>(members.size());
        List<GroupRecord> records = new ArrayList<>();
        for (Leaving leaving : members) {
            results.add(group == null ? ErrorCode.UNKNOWN_MEMBER_ID : leave(shard, group, leaving, records));
        }
        return Decision.append(records, new Left(ErrorCode.NONE, List.copyOf(results)));
    }

    private static ErrorCode leave(GroupShard shard, ClassicGroup group, Leaving leaving, List<GroupRecord> records) {
        if (leaving.instanceId() == null && group.redeem(leaving.memberId())) {
            shard.rebalance().completeIfAllJoined(group, records);
            return ErrorCode.NONE;
        }
        String memberId = leaving.memberId();
        if (leaving.instanceId() != null) {
            String holder = group.memberIdOf(leaving.instanceId());
            if (holder == null) {
                return ErrorCode.UNKNOWN_MEMBER_ID;
            }
            if (!memberId.isEmpty() && !memberId.equals(holder)) {
                return ErrorCode.FENCED_INSTANCE_ID;
            }
            memberId = holder;
        }
        ClassicMember member = group.member(memberId);
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        shard.rebalance().remove(group, member, records);
        return ErrorCode.NONE;
    }
}
