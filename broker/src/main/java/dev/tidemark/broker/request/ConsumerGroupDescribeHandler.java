package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Features;
import dev.tidemark.broker.group.DescribeConsumerGroup;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupDescribeRequest;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse.DescribedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** ConsumerGroupDescribe 0 and 1: from version 1 it says which protocol a member speaks. */
final class ConsumerGroupDescribeHandler
        implements
        RequestHandler<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> {

    private final GroupCoordinator groups;
    private final ClusterImages images;
    private final EventLoop controlLoop;

    ConsumerGroupDescribeHandler(GroupCoordinator groups, ClusterImages images, EventLoop controlLoop) {
        this.groups = groups;
        this.images = images;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<ConsumerGroupDescribeResponse> handle(RequestContext context,
            ConsumerGroupDescribeRequest request) {
        int operations = request.includeAuthorizedOperations() ? AuthorizedOperations.GROUP
                : AuthorizedOperations.NOT_ASKED;
        boolean served = Features.consumerGroups(images.current());
        return controlLoop.ask(() -> describe(request.groupIds(), operations, served))
                .thenApply(described -> new ConsumerGroupDescribeResponse(0, described));
    }

    private CompletionStage<List<DescribedGroup>> describe(List<String> groupIds, int operations, boolean served) {
        List<CompletionStage<DescribedGroup>> each = new ArrayList<>(groupIds.size());
        for (String groupId : groupIds) {
            if (!served) {
                each.add(CompletableFuture.completedFuture(refused(groupId, ErrorCode.UNSUPPORTED_VERSION)));
            } else if (groupId.isEmpty()) {
                each.add(CompletableFuture.completedFuture(refused(groupId, ErrorCode.INVALID_GROUP_ID)));
            } else {
                each.add(groups.describe(new DescribeConsumerGroup(groupId, operations)));
            }
        }
        return Stages.all(each);
    }

    private static DescribedGroup refused(String groupId, ErrorCode error) {
        return new DescribedGroup(error.code(), error.message(), groupId, "", 0, 0, "", List.of(),
                AuthorizedOperations.NOT_ASKED);
    }
}
