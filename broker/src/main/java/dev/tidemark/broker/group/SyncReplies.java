package dev.tidemark.broker.group;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.SyncGroupResponse;

/** The answers to SyncGroup. */
final class SyncReplies {

    private SyncReplies() {}

    /** Refused. */
    static SyncGroupResponse error(ErrorCode error) {
        return SyncGroupResponse.builder().errorCode(error.code()).protocolType(null).protocolName(null).build();
    }

    /** What the member got. */
    static SyncGroupResponse assigned(ClassicGroup group, ClassicMember member) {
        return SyncGroupResponse.builder()
                .errorCode(ErrorCode.NONE.code())
                .protocolType(group.protocolType())
                .protocolName(group.protocolOrEmpty())
                .assignment(member.assignment.duplicate())
                .build();
    }
}
