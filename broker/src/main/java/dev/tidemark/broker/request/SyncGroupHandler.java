package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.SyncGroup;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.SyncGroupRequest;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** SyncGroup 0 to 5. From version 5 protocol type and name are compared, and must be there (KIP-559). */
final class SyncGroupHandler implements RequestHandler<SyncGroupRequest, SyncGroupResponse> {

    private static final short NAMES_PROTOCOL = 5;

    private final GroupCoordinator groups;
    private final EventLoop controlLoop;

    SyncGroupHandler(GroupCoordinator groups, EventLoop controlLoop) {
        this.groups = groups;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<SyncGroupResponse> handle(RequestContext context, SyncGroupRequest request) {
        if (request.groupId().isEmpty()) {
            return refused(ErrorCode.INVALID_GROUP_ID);
        }
        if (context.apiVersion() >= NAMES_PROTOCOL
                && (request.protocolType() == null || request.protocolName() == null)) {
            return refused(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
        Map<String, ByteBuffer> assignments = new HashMap<>();
        for (SyncGroupRequest.SyncGroupRequestAssignment assignment : request.assignments()) {
            assignments.put(assignment.memberId(), JoinGroupHandler.copy(assignment.assignment()));
        }
        SyncGroup sync = new SyncGroup(request.groupId(), request.generationId(), request.memberId(),
                request.groupInstanceId(), request.protocolType(), request.protocolName(), assignments);
        return controlLoop.ask(() -> groups.sync(sync));
    }

    private static CompletionStage<SyncGroupResponse> refused(ErrorCode error) {
        return CompletableFuture
                .completedFuture(SyncGroupResponse.builder().errorCode(error.code()).build());
    }
}
