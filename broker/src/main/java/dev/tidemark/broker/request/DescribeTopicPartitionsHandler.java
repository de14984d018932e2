package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeTopicPartitionsRequest;
import dev.tidemark.protocol.message.DescribeTopicPartitionsRequest.TopicRequest;
import dev.tidemark.protocol.message.DescribeTopicPartitionsResponse;
import dev.tidemark.protocol.message.DescribeTopicPartitionsResponse.Cursor;
import dev.tidemark.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;
import dev.tidemark.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * DescribeTopicPartitions, version 0 (KIP-966): topics by name or all, in order of name, a page at a time. A page ends after
 * {@code responsePartitionLimit} partitions (at most 2,000) with a cursor at the first one left out.
 */
public final class DescribeTopicPartitionsHandler
        implements
        RequestHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse> {

    private static final int PARTITIONS_PER_PAGE_MAX = 2_000;

    private final ClusterImages images;

    public DescribeTopicPartitionsHandler(ClusterImages images) {
        this.images = images;
    }

    @Override
    public CompletionStage<DescribeTopicPartitionsResponse> handle(RequestContext context,
            DescribeTopicPartitionsRequest request) {
        ClusterImage image = images.current();
        int left = Math.max(1, Math.min(request.responsePartitionLimit(), PARTITIONS_PER_PAGE_MAX));
        DescribeTopicPartitionsRequest.Cursor from = request.cursor();
        List<DescribeTopicPartitionsResponseTopic> topics = new ArrayList<>();
        for (String name : names(image, request.topics(), from)) {
            if (left <= 0) {
                return answer(topics, new Cursor(name, 0));
            }
            TopicImage topic = image.topic(name);
            if (topic == null) {
                if (!request.topics().isEmpty()) {
                    topics.add(unknown(name));
                    left--;
                }
                continue;
            }
            int first = from != null && from.topicName().equals(name) ? Math.max(0, from.partitionIndex()) : 0;
            int end = Math.min(topic.partitions().size(), first + left);
            topics.add(described(topic, first, end));
            left -= Math.max(0, end - first);
            if (end < topic.partitions().size()) {
                return answer(topics, new Cursor(name, end));
            }
        }
        return answer(topics, null);
    }

    private static Collection<String> names(ClusterImage image, List<TopicRequest> asked,
            DescribeTopicPartitionsRequest.@Nullable Cursor from) {
        TreeSet<String> names = new TreeSet<>();
        if (asked.isEmpty()) {
            names.addAll(image.topicsByName().keySet());
        } else {
            asked.forEach(topic -> names.add(topic.name()));
        }
        return from == null ? names : names.tailSet(from.topicName());
    }

    private static DescribeTopicPartitionsResponseTopic unknown(String name) {
        return DescribeTopicPartitionsResponseTopic.builder()
                .errorCode(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code())
                .name(name)
                .topicId(KafkaUuid.ZERO)
                .topicAuthorizedOperations(AuthorizedOperations.NOT_ASKED)
                .build();
    }

    private static DescribeTopicPartitionsResponseTopic described(TopicImage topic, int first, int end) {
        List<DescribeTopicPartitionsResponsePartition> partitions = new ArrayList<>();
        for (int index = first; index < end; index++) {
            PartitionImage partition = topic.partitions().get(index);
            ErrorCode error = partition.leader() == PartitionImage.NO_LEADER ? ErrorCode.LEADER_NOT_AVAILABLE
                    : ErrorCode.NONE;
            partitions.add(new DescribeTopicPartitionsResponsePartition(error.code(), index, partition.leader(),
                    partition.leaderEpoch(),
                    partition.replicas(), partition.inSync(), List.of(), List.of(), List.of()));
        }
        return DescribeTopicPartitionsResponseTopic.builder()
                .name(topic.name())
                .topicId(topic.id())
                .isInternal(topic.internal())
                .partitions(partitions)
                .topicAuthorizedOperations(AuthorizedOperations.TOPIC)
                .build();
    }

    private static CompletionStage<DescribeTopicPartitionsResponse> answer(
            List<DescribeTopicPartitionsResponseTopic> topics,
            @Nullable Cursor next) {
        return CompletableFuture.completedFuture(new DescribeTopicPartitionsResponse(0, topics, next));
    }
}
