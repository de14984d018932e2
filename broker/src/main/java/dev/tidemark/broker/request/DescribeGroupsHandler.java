package dev.tidemark.broker.request;

import dev.tidemark.broker.group.DescribeGroup;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeGroupsRequest;
import dev.tidemark.protocol.message.DescribeGroupsResponse;
import dev.tidemark.protocol.message.DescribeGroupsResponse.DescribedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** DescribeGroups 0 to 6. Up to version 5 a group that is not there looks dead; then it is an error (KIP-1043). */
final class DescribeGroupsHandler implements RequestHandler<DescribeGroupsRequest, DescribeGroupsResponse> {

    private static final short NOT_FOUND_IS_AN_ERROR = 6;

    private final GroupCoordinator groups;
    private final EventLoop controlLoop;

    DescribeGroupsHandler(GroupCoordinator groups, EventLoop controlLoop) {
        this.groups = groups;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<DescribeGroupsResponse> handle(RequestContext context, DescribeGroupsRequest request) {
        return controlLoop.ask(() -> describe(request.groups()))
                .thenApply(described -> new DescribeGroupsResponse(0,
                        described.stream()
                                .map(group -> inWordsOf(context.apiVersion(), group,
                                        request.includeAuthorizedOperations()))
                                .toList()));
    }

    private CompletionStage<List<DescribedGroup>> describe(List<String> groupIds) {
        List<CompletionStage<DescribedGroup>> each = new ArrayList<>(groupIds.size());
        groupIds.forEach(groupId -> each.add(groups.describe(new DescribeGroup(groupId))));
        return Stages.all(each);
    }

    private static DescribedGroup inWordsOf(short version, DescribedGroup group, boolean withOperations) {
        boolean notFound = group.errorCode() == ErrorCode.GROUP_ID_NOT_FOUND.code();
        if (notFound && version < NOT_FOUND_IS_AN_ERROR) {
            return DescribedGroup.builder().groupId(group.groupId()).groupState(group.groupState()).build();
        }
        int operations = withOperations && group.errorCode() == ErrorCode.NONE.code()
                ? AuthorizedOperations.GROUP
                : AuthorizedOperations.NOT_ASKED;
        return new DescribedGroup(group.errorCode(), version < NOT_FOUND_IS_AN_ERROR ? null : group.errorMessage(),
                group.groupId(), group.groupState(), group.protocolType(), group.protocolData(), group.members(),
                operations);
    }
}
