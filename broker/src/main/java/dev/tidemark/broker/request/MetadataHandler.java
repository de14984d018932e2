package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.NewTopic;
import dev.tidemark.broker.controller.TopicOutcome;
import dev.tidemark.broker.metadata.BrokerImage;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataRequest.MetadataRequestTopic;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.MetadataResponse.MetadataResponseBroker;
import dev.tidemark.protocol.message.MetadataResponse.MetadataResponsePartition;
import dev.tidemark.protocol.message.MetadataResponse.MetadataResponseTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Metadata, versions 0-13: brokers of the asker's listener, and topics by name (0+) or id (12+, KIP-516). Requests 10 and 11 have a
 * place for ids, but their answers have none for a topic without a name: ids are refused there. Version 0 asks for all topics with
 * an empty list, later ones with null. A topic that is not there is created first if client and configuration allow it, so the client's
 * first answer is already the final one. All on the connection's loop, but for creations.
 */
public final class MetadataHandler implements RequestHandler<MetadataRequest, MetadataResponse> {

    private static final int TOPIC_IDS_SINCE = 12;

    private final ClusterImages images;
    private final Controller controller;
    private final String clusterId;
    private final boolean autoCreate;
    private final String listener;

    /** @param listener by whose addresses brokers are told: clients reach this handler through it */
    public MetadataHandler(ClusterImages images, Controller controller, String clusterId, Config config,
            String listener) {
        this.images = images;
        this.controller = controller;
        this.clusterId = clusterId;
        this.listener = listener;
        this.autoCreate = config.get(BrokerKeys.AUTO_CREATE_TOPICS_ENABLE);
    }

    @Override
    public CompletionStage<MetadataResponse> handle(RequestContext context, MetadataRequest request) {
        List<MetadataRequestTopic> topics = request.topics();
        boolean all = topics == null || (context.apiVersion() == 0 && topics.isEmpty());
        if (all || topics == null) {
            return CompletableFuture.completedFuture(answer(context, request, null, Map.of()));
        }
        Set<String> missing = missing(context, request, topics);
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(answer(context, request, topics, Map.of()));
        }
        return create(missing).thenApply(outcomes -> answer(context, request, topics, outcomes));
    }

    /** Names to create; empty if that is not allowed. */
    private Set<String> missing(RequestContext context, MetadataRequest request, List<MetadataRequestTopic> topics) {
        boolean clientAllows = context.apiVersion() < 4 || request.allowAutoTopicCreation();
        if (!autoCreate || !clientAllows) {
            return Set.of();
        }
        ClusterImage image = images.current();
        Set<String> missing = new LinkedHashSet<>();
        for (MetadataRequestTopic topic : topics) {
            String name = topic.name();
            if (name != null && topic.topicId().equals(KafkaUuid.ZERO) && image.topic(name) == null) {
                missing.add(name);
            }
        }
        return missing;
    }

    private CompletionStage<Map<String, TopicOutcome>> create(Set<String> names) {
        List<NewTopic> wanted = new ArrayList<>();
        CompletionStage<Map<String, TopicOutcome>> outcomes = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (String name : names) {
            if (TopicImage.internal(name)) {
                outcomes = outcomes.thenCombine(controller.internalTopic(name), MetadataHandler::with);
            } else {
                wanted.add(NewTopic.of(name, NewTopic.DEFAULT, NewTopic.DEFAULT));
            }
        }
        if (!wanted.isEmpty()) {
            outcomes = outcomes.thenCombine(controller.createTopics(wanted, false), (sofar, created) -> {
                created.forEach(outcome -> with(sofar, outcome));
                return sofar;
            });
        }
        return outcomes;
    }

    private static Map<String, TopicOutcome> with(Map<String, TopicOutcome> outcomes, TopicOutcome outcome) {
        String name = outcome.name();
        if (name != null) {
            outcomes.put(name, outcome);
        }
        return outcomes;
    }

    private MetadataResponse answer(RequestContext context, MetadataRequest request,
            @Nullable List<MetadataRequestTopic> topics, Map<String, TopicOutcome> creations) {
        ClusterImage image = images.current();
        int topicOperations = request.includeTopicAuthorizedOperations() ? AuthorizedOperations.TOPIC
                : AuthorizedOperations.NOT_ASKED;
        int clusterOperations = request.includeClusterAuthorizedOperations() ? AuthorizedOperations.CLUSTER
                : AuthorizedOperations.NOT_ASKED;
        return MetadataResponse.builder()
                .brokers(brokers(image, listener))
                .clusterId(clusterId)
                .controllerId(image.controllerId())
                .topics(topics == null ? allTopics(image, topicOperations)
                        : topics(image, topics, context.apiVersion() >= TOPIC_IDS_SINCE, topicOperations, creations))
                .clusterAuthorizedOperations(clusterOperations)
                .build();
    }

    private static List<MetadataResponseBroker> brokers(ClusterImage image, String listener) {
        List<MetadataResponseBroker> brokers = new ArrayList<>(image.brokers().size());
        for (BrokerImage broker : image.brokers().values()) {
            Endpoint endpoint = broker.endpoint(listener);
            if (endpoint != null) {
                brokers.add(
                        new MetadataResponseBroker(broker.nodeId(), endpoint.host(), endpoint.port(), broker.rack()));
            }
        }
        return brokers;
    }

    private static List<MetadataResponseTopic> allTopics(ClusterImage image, int operations) {
        List<MetadataResponseTopic> topics = new ArrayList<>(image.topicsByName().size());
        for (TopicImage topic : image.topicsByName().values()) {
            topics.add(described(topic, operations));
        }
        return topics;
    }

    private static List<MetadataResponseTopic> topics(ClusterImage image, List<MetadataRequestTopic> asked,
            boolean byId, int operations, Map<String, TopicOutcome> creations) {
        List<MetadataResponseTopic> topics = new ArrayList<>(asked.size());
        for (MetadataRequestTopic topic : asked) {
            String name = topic.name();
            if (!byId && !topic.topicId().equals(KafkaUuid.ZERO)) {
                topics.add(refused(ErrorCode.INVALID_REQUEST, name == null ? "" : name, topic.topicId()));
            } else if (!topic.topicId().equals(KafkaUuid.ZERO)) {
                TopicImage found = image.topic(topic.topicId());
                topics.add(found == null ? refused(ErrorCode.UNKNOWN_TOPIC_ID, null, topic.topicId())
                        : described(found, operations));
            } else if (name == null) {
                topics.add(refused(ErrorCode.INVALID_REQUEST, "", KafkaUuid.ZERO));
            } else {
                TopicImage found = image.topic(name);
                topics.add(found == null ? refused(whyMissing(name, creations.get(name)), name, KafkaUuid.ZERO)
                        : described(found, operations));
            }
        }
        return topics;
    }

    private static ErrorCode whyMissing(String name, @Nullable TopicOutcome creation) {
        if (creation == null) {
            return Controller.nameAllowed(name) ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                    : ErrorCode.INVALID_TOPIC_EXCEPTION;
        }
        return switch (creation.error()) {
            // created, and gone again before the answer; or another request was faster: the client asks again
            case NONE, TOPIC_ALREADY_EXISTS, NOT_CONTROLLER -> ErrorCode.LEADER_NOT_AVAILABLE;
            default -> creation.error();
        };
    }

    private static MetadataResponseTopic refused(ErrorCode error, @Nullable String name, UUID id) {
        return MetadataResponseTopic.builder().errorCode(error.code()).name(name).topicId(id).build();
    }

    private static MetadataResponseTopic described(TopicImage topic, int operations) {
        List<MetadataResponsePartition> partitions = new ArrayList<>(topic.partitions().size());
        for (int index = 0; index < topic.partitions().size(); index++) {
            PartitionImage partition = topic.partitions().get(index);
            ErrorCode error = partition.leader() == PartitionImage.NO_LEADER ? ErrorCode.LEADER_NOT_AVAILABLE
                    : ErrorCode.NONE;
            partitions.add(new MetadataResponsePartition(error.code(), index, partition.leader(),
                    partition.leaderEpoch(), partition.replicas(),
                    partition.inSync(), List.of()));
        }
        return MetadataResponseTopic.builder()
                .name(topic.name())
                .topicId(topic.id())
                .isInternal(topic.internal())
                .partitions(partitions)
                .topicAuthorizedOperations(operations)
                .build();
    }
}
