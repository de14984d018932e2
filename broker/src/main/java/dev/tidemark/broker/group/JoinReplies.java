package dev.tidemark.broker.group;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.JoinGroupResponse;
import java.util.ArrayList;
import java.util.List;

/** The answers to JoinGroup. */
final class JoinReplies {

    private JoinReplies() {}

    /** Refused. */
    static JoinGroupResponse error(String memberId, ErrorCode error) {
        return JoinGroupResponse.builder()
                .errorCode(error.code())
                .generationId(-1)
                .protocolType(null)
                .protocolName("")
                .leader("")
                .memberId(memberId)
                .build();
    }

    /** The present generation; the leader hears of all members, unless it need not assign anew. */
    static JoinGroupResponse joined(ClassicGroup group, String memberId, String leader, boolean withMembers,
            boolean skipAssignment) {
        List<JoinGroupResponse.JoinGroupResponseMember> members = new ArrayList<>();
        if (withMembers) {
            for (ClassicMember member : group.members()) {
                members.add(new JoinGroupResponse.JoinGroupResponseMember(member.memberId, member.instanceId,
                        member.metadata(group.protocolOrEmpty()).duplicate()));
            }
        }
        return JoinGroupResponse.builder()
                .errorCode(ErrorCode.NONE.code())
                .generationId(group.generation())
                .protocolType(group.protocolType())
                .protocolName(group.protocolOrEmpty())
                .leader(leader)
                .skipAssignment(skipAssignment)
                .memberId(memberId)
                .members(members)
                .build();
    }
}
