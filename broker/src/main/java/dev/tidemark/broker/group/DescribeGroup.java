package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.GroupState.Dead;
import dev.tidemark.broker.group.GroupState.Stable;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeGroupsResponse.DescribedGroup;
import dev.tidemark.protocol.message.DescribeGroupsResponse.DescribedGroupMember;
import java.util.ArrayList;
import java.util.List;

/** What a group is doing and who is in it; metadata and assignments only while it is stable. */
public record DescribeGroup(String groupId) implements Command<GroupShard, DescribedGroup, GroupRecord> {

    @Override
    public Decision<DescribedGroup, GroupRecord> decide(GroupShard shard) {
        ClassicGroup group = shard.group(groupId);
        if (group == null) {
            return Decision.reply(DescribedGroup.builder()
                    .errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code())
                    .errorMessage(shard.consumerGroup(groupId) == null ? "Group " + groupId + " not found."
                            : "Group " + groupId + " is not a classic group.")
                    .groupId(groupId)
                    .groupState(new Dead().wireName())
                    .build());
        }
        boolean stable = group.state() instanceof Stable;
        List<DescribedGroupMember> members = new ArrayList<>(group.size());
        for (ClassicMember member : group.members()) {
            DescribedGroupMember.Builder described = DescribedGroupMember.builder()
                    .memberId(member.memberId)
                    .groupInstanceId(member.instanceId)
                    .clientId(member.clientId)
                    .clientHost(member.clientHost);
            if (stable) {
                described.memberMetadata(member.metadata(group.protocolOrEmpty()).duplicate())
                        .memberAssignment(member.assignment.duplicate());
            }
            members.add(described.build());
        }
        String type = group.protocolType();
        return Decision.reply(DescribedGroup.builder()
                .groupId(groupId)
                .groupState(group.state().wireName())
                .protocolType(type == null ? "" : type)
                .protocolData(stable ? group.protocolOrEmpty() : "")
                .members(members)
                .build());
    }

    /** The answer when the group cannot be looked at. */
    DescribedGroup refused(ErrorCode error) {
        return DescribedGroup.builder().errorCode(error.code()).groupId(groupId).build();
    }
}
