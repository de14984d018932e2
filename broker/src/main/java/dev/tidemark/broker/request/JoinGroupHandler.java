package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.JoinGroup;
import dev.tidemark.broker.group.MemberProtocol;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * JoinGroup 0 to 9. From version 4 a new dynamic member comes twice, the second time with the id it was given; from version 9
 * a static leader that comes back may be told to skip the assignment.
 */
final class JoinGroupHandler implements RequestHandler<JoinGroupRequest, JoinGroupResponse> {

    private static final short ID_REQUIRED = 4;
    private static final short MAY_SKIP_ASSIGNMENT = 9;

    private final GroupCoordinator groups;
    private final EventLoop controlLoop;

    JoinGroupHandler(GroupCoordinator groups, EventLoop controlLoop) {
        this.groups = groups;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<JoinGroupResponse> handle(RequestContext context, JoinGroupRequest request) {
        if (request.groupId().isEmpty()) {
            return CompletableFuture.completedFuture(JoinGroupResponse.builder()
                    .errorCode(ErrorCode.INVALID_GROUP_ID.code())
                    .memberId(request.memberId())
                    .build());
        }
        List<MemberProtocol> protocols = new ArrayList<>(request.protocols().size());
        for (JoinGroupRequest.JoinGroupRequestProtocol protocol : request.protocols()) {
            protocols.add(new MemberProtocol(protocol.name(), copy(protocol.metadata())));
        }
        int rebalanceTimeoutMs = request.rebalanceTimeoutMs() < 0 ? request.sessionTimeoutMs()
                : request.rebalanceTimeoutMs();
        JoinGroup join = new JoinGroup(request.groupId(), request.memberId(), request.groupInstanceId(),
                context.clientIdOrEmpty(), context.clientHost(), request.sessionTimeoutMs(), rebalanceTimeoutMs,
                request.protocolType(), protocols, context.apiVersion() >= ID_REQUIRED,
                context.apiVersion() >= MAY_SKIP_ASSIGNMENT);
        return controlLoop.ask(() -> groups.join(join));
    }

    /** The request's memory goes back to the network once it is answered; what a group keeps is its own. */
    static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        return copy.put(bytes.duplicate()).flip();
    }
}
