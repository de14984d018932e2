package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Features;
import dev.tidemark.broker.group.ConsumerHeartbeat;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatRequest;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatRequest.TopicPartitions;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** ConsumerGroupHeartbeat 0 and 1: from version 1 members make their ids and may subscribe by a regular expression. */
final class ConsumerGroupHeartbeatHandler
        implements
        RequestHandler<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> {

    private static final short MEMBER_MAKES_ITS_ID = 1;

    private final GroupCoordinator groups;
    private final ClusterImages images;
    private final EventLoop controlLoop;

    ConsumerGroupHeartbeatHandler(GroupCoordinator groups, ClusterImages images, EventLoop controlLoop) {
        this.groups = groups;
        this.images = images;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<ConsumerGroupHeartbeatResponse> handle(RequestContext context,
            ConsumerGroupHeartbeatRequest request) {
        if (!Features.consumerGroups(images.current())) {
            return CompletableFuture.completedFuture(new ConsumerGroupHeartbeatResponse(0,
                    ErrorCode.UNSUPPORTED_VERSION.code(),
                    "The consumer group protocol is off; raise the feature group.version to 1, or set group.protocol=classic.",
                    null, 0, 0, null));
        }
        ConsumerHeartbeat heartbeat = new ConsumerHeartbeat(request.groupId(), request.memberId(),
                request.memberEpoch(), request.instanceId(), request.rackId(), request.rebalanceTimeoutMs(),
                request.subscribedTopicNames(), request.subscribedTopicRegex(), request.serverAssignor(),
                owned(request.topicPartitions()), context.clientIdOrEmpty(), context.clientHost(),
                context.apiVersion() >= MEMBER_MAKES_ITS_ID);
        return controlLoop.ask(() -> groups.heartbeat(heartbeat));
    }

    private static @Nullable Set<TopicIdPartition> owned(@Nullable List<TopicPartitions> topics) {
        if (topics == null) {
            return null;
        }
        Set<TopicIdPartition> owned = new TreeSet<>();
        for (TopicPartitions topic : topics) {
            topic.partitions().forEach(partition -> owned.add(new TopicIdPartition(topic.topicId(), partition)));
        }
        return owned;
    }
}
