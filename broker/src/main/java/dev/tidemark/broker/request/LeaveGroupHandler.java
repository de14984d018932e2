package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.LeaveGroup;
import dev.tidemark.broker.group.LeaveGroup.Leaving;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.LeaveGroupRequest;
import dev.tidemark.protocol.message.LeaveGroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** LeaveGroup 0 to 5: up to version 2 one member and one error, then several with an error each (KIP-345). */
final class LeaveGroupHandler implements RequestHandler<LeaveGroupRequest, LeaveGroupResponse> {

    private static final short SEVERAL = 3;

    private final GroupCoordinator groups;
    private final EventLoop controlLoop;

    LeaveGroupHandler(GroupCoordinator groups, EventLoop controlLoop) {
        this.groups = groups;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<LeaveGroupResponse> handle(RequestContext context, LeaveGroupRequest request) {
        if (request.groupId().isEmpty()) {
            return CompletableFuture
                    .completedFuture(new LeaveGroupResponse(0, ErrorCode.INVALID_GROUP_ID.code(), List.of()));
        }
        boolean several = context.apiVersion() >= SEVERAL;
        List<Leaving> leaving = several
                ? request.members().stream().map(it -> new Leaving(it.memberId(), it.groupInstanceId())).toList()
                : List.of(new Leaving(request.memberId(), null));
        LeaveGroup leave = new LeaveGroup(request.groupId(), leaving);
        return controlLoop.ask(() -> groups.leave(leave))
                .thenApply(left -> several ? answerAll(leaving, left) : answerOne(left));
    }

    private static LeaveGroupResponse answerOne(LeaveGroup.Left left) {
        ErrorCode error = left.error() == ErrorCode.NONE ? left.members().get(0) : left.error();
        return new LeaveGroupResponse(0, error.code(), List.of());
    }

    private static LeaveGroupResponse answerAll(List<Leaving> leaving, LeaveGroup.Left left) {
        List<LeaveGroupResponse.MemberResponse> members = new ArrayList<>(left.members().size());
        for (int i = 0; i < left.members().size(); i++) {
            Leaving member = leaving.get(i);
            members.add(new LeaveGroupResponse.MemberResponse(member.memberId(), member.instanceId(),
                    left.members().get(i).code()));
        }
        return new LeaveGroupResponse(0, left.error().code(), members);
    }
}
