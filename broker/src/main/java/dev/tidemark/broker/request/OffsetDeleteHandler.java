package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.OffsetsToDelete;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.OffsetDeleteRequest;
import dev.tidemark.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import dev.tidemark.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import dev.tidemark.protocol.message.OffsetDeleteResponse;
import dev.tidemark.protocol.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import dev.tidemark.protocol.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** OffsetDelete 0. Partitions that the cluster does not have are told as such. */
final class OffsetDeleteHandler implements RequestHandler<OffsetDeleteRequest, OffsetDeleteResponse> {

    private final GroupCoordinator groups;
    private final ClusterImages images;
    private final EventLoop controlLoop;

    OffsetDeleteHandler(GroupCoordinator groups, ClusterImages images, EventLoop controlLoop) {
        this.groups = groups;
        this.images = images;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<OffsetDeleteResponse> handle(RequestContext context, OffsetDeleteRequest request) {
        if (request.groupId().isEmpty()) {
            return CompletableFuture
                    .completedFuture(new OffsetDeleteResponse(ErrorCode.INVALID_GROUP_ID.code(), 0, List.of()));
        }
        ClusterImage image = images.current();
        List<TopicPartition> known = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                if (exists(image, topic.name(), partition.partitionIndex())) {
                    known.add(new TopicPartition(topic.name(), partition.partitionIndex()));
                }
            }
        }
        return controlLoop.ask(() -> groups.delete(new OffsetsToDelete(request.groupId(), known)))
                .thenApply(deleted -> answer(request, deleted));
    }

    private static boolean exists(ClusterImage image, String name, int partition) {
        TopicImage topic = image.topic(name);
        return topic != null && partition >= 0 && partition < topic.partitions().size();
    }

    private static OffsetDeleteResponse answer(OffsetDeleteRequest request, OffsetsToDelete.Deleted deleted) {
        if (deleted.error() != ErrorCode.NONE) {
            return new OffsetDeleteResponse(deleted.error().code(), 0, List.of());
        }
        List<OffsetDeleteResponseTopic> topics = new ArrayList<>(request.topics().size());
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            List<OffsetDeleteResponsePartition> partitions = new ArrayList<>(topic.partitions().size());
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                ErrorCode error = deleted.results()
                        .getOrDefault(new TopicPartition(topic.name(), partition.partitionIndex()),
                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
                partitions.add(new OffsetDeleteResponsePartition(partition.partitionIndex(), error.code()));
            }
            topics.add(new OffsetDeleteResponseTopic(topic.name(), partitions));
        }
        return new OffsetDeleteResponse(ErrorCode.NONE.code(), 0, topics);
    }
}
