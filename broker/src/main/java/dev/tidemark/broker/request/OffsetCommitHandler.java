package dev.tidemark.broker.request;

import dev.tidemark.broker.group.CommittedOffset;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.OffsetsToCommit;
import dev.tidemark.broker.group.OffsetsToCommit.OffsetToCommit;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import dev.tidemark.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import dev.tidemark.protocol.message.OffsetCommitResponse;
import dev.tidemark.protocol.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import dev.tidemark.protocol.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * OffsetCommit 2 to 10: topics by name, from version 10 by id. Up to version 8 an unknown group looks like a wrong
 * generation.
 */
final class OffsetCommitHandler implements RequestHandler<OffsetCommitRequest, OffsetCommitResponse> {

    private static final short GROUP_NOT_FOUND_KNOWN = 9;
    private static final short TOPIC_IDS = 10;

    private final GroupCoordinator groups;
    private final ClusterImages images;
    private final Clock clock;
    private final EventLoop controlLoop;

    OffsetCommitHandler(GroupCoordinator groups, ClusterImages images, Clock clock, EventLoop controlLoop) {
        this.groups = groups;
        this.images = images;
        this.clock = clock;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<OffsetCommitResponse> handle(RequestContext context, OffsetCommitRequest request) {
        boolean byId = context.apiVersion() >= TOPIC_IDS;
        ClusterImage image = images.current();
        long expireTimestampMs = request.retentionTimeMs() < 0 ? CommittedOffset.NO_EXPIRY
                : clock.wallMs() + request.retentionTimeMs();
        Map<TopicPartition, OffsetToCommit> offsets = new LinkedHashMap<>();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            TopicImage known = byId ? image.topic(topic.topicId()) : image.topic(topic.name());
            if (known != null) {
                for (OffsetCommitRequestPartition partition : topic.partitions()) {
                    offsets.put(new TopicPartition(known.name(), partition.partitionIndex()),
                            new OffsetToCommit(partition.committedOffset(), partition.committedLeaderEpoch(),
                                    partition.committedMetadata(), expireTimestampMs));
                }
            }
        }
        OffsetsToCommit commit = new OffsetsToCommit(request.groupId(), request.generationIdOrMemberEpoch(),
                request.memberId(), request.groupInstanceId(), context.apiVersion() >= GROUP_NOT_FOUND_KNOWN, offsets);
        return controlLoop.ask(() -> groups.commit(commit))
                .thenApply(results -> answer(context.apiVersion(), request, image, results));
    }

    private static OffsetCommitResponse answer(short version, OffsetCommitRequest request, ClusterImage image,
            Map<TopicPartition, ErrorCode> results) {
        boolean byId = version >= TOPIC_IDS;
        List<OffsetCommitResponseTopic> topics = new ArrayList<>(request.topics().size());
        for (OffsetCommitRequestTopic topic : request.topics()) {
            TopicImage known = byId ? image.topic(topic.topicId()) : image.topic(topic.name());
            List<OffsetCommitResponsePartition> partitions = new ArrayList<>(topic.partitions().size());
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                partitions.add(new OffsetCommitResponsePartition(partition.partitionIndex(),
                        result(version, known, partition.partitionIndex(), results).code()));
            }
            topics.add(new OffsetCommitResponseTopic(byId ? "" : topic.name(),
                    byId ? topic.topicId() : KafkaUuid.ZERO, partitions));
        }
        return new OffsetCommitResponse(0, topics);
    }

    private static ErrorCode result(short version, @Nullable TopicImage topic, int partition,
            Map<TopicPartition, ErrorCode> results) {
        if (topic == null) {
            return version >= TOPIC_IDS ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        ErrorCode error = results.getOrDefault(new TopicPartition(topic.name(), partition),
                ErrorCode.UNKNOWN_SERVER_ERROR);
        if (error == ErrorCode.STALE_MEMBER_EPOCH && version < GROUP_NOT_FOUND_KNOWN) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        return error == ErrorCode.GROUP_ID_NOT_FOUND && version < GROUP_NOT_FOUND_KNOWN
                ? ErrorCode.ILLEGAL_GENERATION
                : error;
    }
}
