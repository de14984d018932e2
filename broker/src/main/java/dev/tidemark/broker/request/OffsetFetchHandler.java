package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.OffsetsToFetch;
import dev.tidemark.broker.group.OffsetsToFetch.Fetched;
import dev.tidemark.broker.group.OffsetsToFetch.FetchedOffset;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import dev.tidemark.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import dev.tidemark.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import dev.tidemark.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import dev.tidemark.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartition;
import dev.tidemark.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import dev.tidemark.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopic;
import dev.tidemark.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * OffsetFetch 1 to 10: one group up to version 7, then several (KIP-709); topics by name, from version 10 by id. Version 1
 * has no place for a group's error but the partitions.
 */
final class OffsetFetchHandler implements RequestHandler<OffsetFetchRequest, OffsetFetchResponse> {

    private static final short GROUP_ERROR = 2;
    private static final short SEVERAL_GROUPS = 8;
    private static final short TOPIC_IDS = 10;

    private final GroupCoordinator groups;
    private final ClusterImages images;
    private final EventLoop controlLoop;

    OffsetFetchHandler(GroupCoordinator groups, ClusterImages images, EventLoop controlLoop) {
        this.groups = groups;
        this.images = images;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<OffsetFetchResponse> handle(RequestContext context, OffsetFetchRequest request) {
        return controlLoop.ask(() -> context.apiVersion() < SEVERAL_GROUPS
                ? one(context.apiVersion(), request)
                : several(context.apiVersion() >= TOPIC_IDS, request));
    }

    // up to version 7

    private CompletionStage<OffsetFetchResponse> one(short version, OffsetFetchRequest request) {
        List<TopicPartition> partitions = null;
        if (request.topics() != null) {
            partitions = new ArrayList<>();
            for (OffsetFetchRequestTopic topic : request.topics()) {
                for (int partition : topic.partitionIndexes()) {
                    partitions.add(new TopicPartition(topic.name(), partition));
                }
            }
        }
        List<TopicPartition> asked = partitions;
        return groups.fetch(new OffsetsToFetch(request.groupId(), "", -1, asked, request.requireStable()))
                .thenApply(fetched -> answerOne(version, asked, fetched));
    }

    private static OffsetFetchResponse answerOne(short version, @Nullable List<TopicPartition> asked,
            Fetched fetched) {
        Map<TopicPartition, FetchedOffset> offsets = fetched.offsets();
        if (fetched.error() != ErrorCode.NONE && version < GROUP_ERROR && asked != null) {
            Map<TopicPartition, FetchedOffset> refused = new LinkedHashMap<>();
            asked.forEach(partition -> refused.put(partition, new FetchedOffset(-1, -1, "", fetched.error())));
            offsets = refused;
        }
        Map<String, List<OffsetFetchResponsePartition>> byTopic = new LinkedHashMap<>();
        offsets.forEach((partition, offset) -> byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(new OffsetFetchResponsePartition(partition.partition(), offset.offset(), offset.leaderEpoch(),
                        offset.metadata(), offset.error().code())));
        List<OffsetFetchResponseTopic> topics = new ArrayList<>(byTopic.size());
        byTopic.forEach((topic, partitions) -> topics.add(new OffsetFetchResponseTopic(topic, partitions)));
        return new OffsetFetchResponse(0, topics, fetched.error().code(), List.of());
    }

    // from version 8

    private CompletionStage<OffsetFetchResponse> several(boolean byId, OffsetFetchRequest request) {
        List<CompletionStage<OffsetFetchResponseGroup>> each = new ArrayList<>(request.groups().size());
        request.groups().forEach(group -> each.add(fetch(byId, group, request.requireStable())));
        return Stages.all(each)
                .thenApply(answers -> new OffsetFetchResponse(0, List.of(), ErrorCode.NONE.code(), answers));
    }

    private CompletionStage<OffsetFetchResponseGroup> fetch(boolean byId, OffsetFetchRequestGroup group,
            boolean requireStable) {
        ClusterImage image = images.current();
        List<TopicPartition> asked = null;
        if (group.topics() != null) {
            asked = new ArrayList<>();
            for (OffsetFetchRequestTopics topic : group.topics()) {
                String name = nameOf(byId, topic, image);
                if (name != null) {
                    for (int partition : topic.partitionIndexes()) {
                        asked.add(new TopicPartition(name, partition));
                    }
                }
            }
        }
        return groups.fetch(new OffsetsToFetch(group.groupId(), group.memberId() == null ? "" : group.memberId(),
                group.memberEpoch(), asked, requireStable))
                .thenApply(fetched -> answer(byId, group, image, fetched));
    }

    private static OffsetFetchResponseGroup answer(boolean byId, OffsetFetchRequestGroup group, ClusterImage image,
            Fetched fetched) {
        if (fetched.error() != ErrorCode.NONE) {
            return new OffsetFetchResponseGroup(group.groupId(), List.of(), fetched.error().code());
        }
        List<OffsetFetchResponseTopics> topics = group.topics() == null
                ? everything(byId, image, fetched)
                : asAsked(byId, group.topics(), image, fetched);
        return new OffsetFetchResponseGroup(group.groupId(), topics, ErrorCode.NONE.code());
    }

    private static List<OffsetFetchResponseTopics> asAsked(boolean byId, List<OffsetFetchRequestTopics> asked,
            ClusterImage image, Fetched fetched) {
        List<OffsetFetchResponseTopics> topics = new ArrayList<>(asked.size());
        for (OffsetFetchRequestTopics topic : asked) {
            String name = nameOf(byId, topic, image);
            List<OffsetFetchResponsePartitions> partitions = new ArrayList<>(topic.partitionIndexes().size());
            for (int partition : topic.partitionIndexes()) {
                FetchedOffset offset = name == null ? new FetchedOffset(-1, -1, "", ErrorCode.UNKNOWN_TOPIC_ID)
                        : fetched.offsets().getOrDefault(new TopicPartition(name, partition), FetchedOffset.NONE);
                partitions.add(partition(partition, offset));
            }
            topics.add(new OffsetFetchResponseTopics(byId ? "" : topic.name(),
                    byId ? topic.topicId() : KafkaUuid.ZERO, partitions));
        }
        return topics;
    }

    /** All offsets of the group; with ids, those whose topic still exists. */
    private static List<OffsetFetchResponseTopics> everything(boolean byId, ClusterImage image, Fetched fetched) {
        Map<String, List<OffsetFetchResponsePartitions>> byTopic = new LinkedHashMap<>();
        fetched.offsets()
                .forEach((partition, offset) -> byTopic
                        .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(partition(partition.partition(), offset)));
        List<OffsetFetchResponseTopics> topics = new ArrayList<>(byTopic.size());
        byTopic.forEach((topic, partitions) -> {
            TopicImage known = image.topic(topic);
            if (!byId) {
                topics.add(new OffsetFetchResponseTopics(topic, KafkaUuid.ZERO, partitions));
            } else if (known != null) {
                topics.add(new OffsetFetchResponseTopics("", known.id(), partitions));
            }
        });
        return topics;
    }

    private static OffsetFetchResponsePartitions partition(int partition, FetchedOffset offset) {
        return new OffsetFetchResponsePartitions(partition, offset.offset(), offset.leaderEpoch(), offset.metadata(),
                offset.error().code());
    }

    private static @Nullable String nameOf(boolean byId, OffsetFetchRequestTopics topic, ClusterImage image) {
        if (!byId) {
            return topic.name();
        }
        UUID id = topic.topicId();
        TopicImage known = image.topic(id);
        return known == null ? null : known.name();
    }
}
