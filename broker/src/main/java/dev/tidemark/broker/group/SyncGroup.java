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
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A member asks for its assignment; the leader brings all of them.
 *
 * @param groupId the group
 * @param generation the generation that it joined
 * @param memberId who it is
 * @param instanceId its static name, if it has one
 * @param protocolType null before version 5, otherwise to be compared
 * @param protocol null before version 5, otherwise to be compared
 * @param assignments by member id, copies; empty unless it leads
 */
public record SyncGroup(String groupId, int generation, String memberId, @Nullable String instanceId,
        @Nullable String protocolType, @Nullable String protocol, Map<String, ByteBuffer> assignments)
        implements
            Command<GroupShard, SyncGroupResponse, GroupRecord> {

    public SyncGroup {
        assignments = Map.copyOf(assignments);
    }

    @Override
    public Decision<SyncGroupResponse, GroupRecord> decide(GroupShard shard) {
        ConsumerGroup consumers = shard.consumerGroup(groupId);
        if (consumers != null) {
            return new ClassicInConsumerGroup(shard, consumers).sync(this);
        }
        ClassicGroup group = shard.group(groupId);
        if (group == null) {
            return refuse(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        ErrorCode error = check(group);
        if (error != ErrorCode.NONE) {
            return refuse(error);
        }
        ClassicMember member = Invariants.present(group.member(memberId), "member " + memberId);
        return switch (group.state()) {
            case Empty _,Dead _ -> refuse(ErrorCode.UNKNOWN_MEMBER_ID);
            case PreparingRebalance _ -> refuse(ErrorCode.REBALANCE_IN_PROGRESS);
            case CompletingRebalance _ -> complete(shard, group, member);
            case Stable _ -> {
                group.synced(memberId);
                shard.rebalance().touch(member);
                yield Decision.reply(SyncReplies.assigned(group, member));
            }
        };
    }

    private ErrorCode check(ClassicGroup group) {
        ErrorCode error = group.checkMember(memberId, instanceId);
        if (error != ErrorCode.NONE) {
            return error;
        }
        if (generation != group.generation()) {
            return ErrorCode.ILLEGAL_GENERATION;
        }
        boolean otherType = protocolType != null && !protocolType.equals(group.protocolType());
        boolean otherProtocol = protocol != null && !protocol.equals(group.protocolOrEmpty());
        return otherType || otherProtocol ? ErrorCode.INCONSISTENT_GROUP_PROTOCOL : ErrorCode.NONE;
    }

    private Decision<SyncGroupResponse, GroupRecord> complete(GroupShard shard, ClassicGroup group,
            ClassicMember member) {
        CompletableFuture<SyncGroupResponse> reply = member.waitForSync();
        group.synced(memberId);
        if (!group.isLeader(memberId)) {
            return Decision.replyLater(reply);
        }
        List<GroupRecord> records = new ArrayList<>();
        Runnable tellMembers = shard.rebalance().assign(group, assignments, records);
        return Decision.<SyncGroupResponse, GroupRecord>append(records, reply).then(tellMembers);
    }

    private static Decision<SyncGroupResponse, GroupRecord> refuse(ErrorCode error) {
        return Decision.reply(SyncReplies.error(error));
    }
}
