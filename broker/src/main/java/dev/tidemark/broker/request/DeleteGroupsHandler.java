package dev.tidemark.broker.request;

import dev.tidemark.broker.group.DeleteGroup;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DeleteGroupsRequest;
import dev.tidemark.protocol.message.DeleteGroupsResponse;
import dev.tidemark.protocol.message.DeleteGroupsResponse.DeletableGroupResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** DeleteGroups 0 to 3: from version 3 with a message per group. */
final class DeleteGroupsHandler implements RequestHandler<DeleteGroupsRequest, DeleteGroupsResponse> {

    private final GroupCoordinator groups;
    private final EventLoop controlLoop;

    DeleteGroupsHandler(GroupCoordinator groups, EventLoop controlLoop) {
        this.groups = groups;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<DeleteGroupsResponse> handle(RequestContext context, DeleteGroupsRequest request) {
        return controlLoop.ask(() -> delete(request.groupsNames()))
                .thenApply(results -> new DeleteGroupsResponse(0, results));
    }

    private CompletionStage<List<DeletableGroupResult>> delete(List<String> groupIds) {
        List<CompletionStage<DeletableGroupResult>> each = new ArrayList<>();
        for (String groupId : new LinkedHashSet<>(groupIds)) {
            each.add(deleteOne(groupId).thenApply(error -> new DeletableGroupResult(groupId, error.code(),
                    error == ErrorCode.NONE ? null : error.message())));
        }
        return Stages.all(each);
    }

    private CompletionStage<ErrorCode> deleteOne(String groupId) {
        return groupId.isEmpty() ? CompletableFuture.completedFuture(ErrorCode.INVALID_GROUP_ID)
                : groups.delete(new DeleteGroup(groupId));
    }
}
