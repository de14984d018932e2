package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.Heartbeat;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Heartbeat 0 to 4. */
final class HeartbeatHandler implements RequestHandler<HeartbeatRequest, HeartbeatResponse> {

    private final GroupCoordinator groups;
    private final EventLoop controlLoop;

    HeartbeatHandler(GroupCoordinator groups, EventLoop controlLoop) {
        this.groups = groups;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<HeartbeatResponse> handle(RequestContext context, HeartbeatRequest request) {
        if (request.groupId().isEmpty()) {
            return CompletableFuture.completedFuture(new HeartbeatResponse(0, ErrorCode.INVALID_GROUP_ID.code()));
        }
        Heartbeat heartbeat = new Heartbeat(request.groupId(), request.generationId(), request.memberId(),
                request.groupInstanceId());
        return controlLoop.ask(() -> groups.heartbeat(heartbeat))
                .thenApply(error -> new HeartbeatResponse(0, error.code()));
    }
}
