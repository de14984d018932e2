package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.NewTopic;
import dev.tidemark.broker.controller.TopicOutcome;
import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import dev.tidemark.protocol.message.CreateTopicsRequest.CreatableTopic;
import dev.tidemark.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.CreateTopicsResponse.CreatableTopicConfigs;
import dev.tidemark.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * CreateTopics, versions 2-7. The answer comes when the topics are durable and can be written to, or at {@code timeoutMs}.
 * From version 5 on it shows the new topic's settings (KIP-525), from 7 on its id.
 */
public final class CreateTopicsHandler implements RequestHandler<CreateTopicsRequest, CreateTopicsResponse> {

    private static final short STRICT_QUOTA_SINCE = 6;

    private final Controller controller;
    private final ClientQuotas quotas;
    private final ClusterImages images;
    private final BrokerConfigs configs;

    public CreateTopicsHandler(Controller controller, ClusterImages images, BrokerConfigs configs,
            ClientQuotas quotas) {
        this.controller = controller;
        this.quotas = quotas;
        this.images = images;
        this.configs = configs;
    }

    @Override
    public CompletionStage<CreateTopicsResponse> handle(RequestContext context, CreateTopicsRequest request) {
        ClientQuotas.Mutations quota = quotas.mutations(context.clientIdOrEmpty(),
                context.apiVersion() >= STRICT_QUOTA_SINCE);
        Set<String> twice = namedTwice(request.topics());
        List<NewTopic> wanted = new ArrayList<>();
        List<CreatableTopicResult> results = new ArrayList<>();
        for (CreatableTopic topic : request.topics()) {
            String problem = twice.contains(topic.name()) ? "the request names the topic more than once"
                    : partitionNamedTwice(topic);
            if (problem == null) {
                wanted.add(newTopic(topic));
            } else if (results.stream().noneMatch(result -> result.name().equals(topic.name()))) {
                results.add(refused(topic.name(), ErrorCode.INVALID_REQUEST, problem));
            }
        }
        return TopicDeadline.within(context.loop(), request.timeoutMs(),
                controller.createTopics(wanted, request.validateOnly(), quota), () -> timedOut(wanted))
                .thenApply(outcomes -> {
                    for (int i = 0; i < wanted.size(); i++) {
                        results.add(result(wanted.get(i).name(), outcomes.get(i), request.validateOnly()));
                    }
                    return new CreateTopicsResponse(quota.restMs(), results);
                });
    }

    private static List<TopicOutcome> timedOut(List<NewTopic> wanted) {
        return wanted.stream()
                .map(topic -> TopicOutcome.refused(topic.name(), ErrorCode.REQUEST_TIMED_OUT, TopicDeadline.MESSAGE))
                .toList();
    }

    private static Set<String> namedTwice(List<CreatableTopic> topics) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (CreatableTopic topic : topics) {
            if (!seen.add(topic.name())) {
                twice.add(topic.name());
            }
        }
        return twice;
    }

    private static @Nullable String partitionNamedTwice(CreatableTopic topic) {
        Set<Integer> seen = new HashSet<>();
        for (CreatableReplicaAssignment assignment : topic.assignments()) {
            if (!seen.add(assignment.partitionIndex())) {
                return "the replicas of partition " + assignment.partitionIndex() + " are given twice";
            }
        }
        return null;
    }

    private static NewTopic newTopic(CreatableTopic topic) {
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        for (CreatableReplicaAssignment assignment : topic.assignments()) {
            assignments.put(assignment.partitionIndex(), assignment.brokerIds());
        }
        Map<String, @Nullable String> configs = new HashMap<>();
        for (CreatableTopicConfig setting : topic.configs()) {
            configs.put(setting.name(), setting.value());
        }
        return new NewTopic(topic.name(), topic.numPartitions(), topic.replicationFactor(), assignments, configs);
    }

    private CreatableTopicResult result(String name, TopicOutcome outcome, boolean validateOnly) {
        TopicImage topic = outcome.topic();
        if (topic == null) {
            return refused(name, outcome.error(), outcome.message());
        }
        UUID id = validateOnly ? KafkaUuid.ZERO : topic.id();
        return CreatableTopicResult.builder()
                .name(topic.name())
                .topicId(id)
                .errorMessage(null)
                .numPartitions(topic.partitions().size())
                .replicationFactor((short) topic.partitions().get(0).replicas().size())
                .configs(settings(topic))
                .build();
    }

    private List<CreatableTopicConfigs> settings(TopicImage topic) {
        List<CreatableTopicConfigs> settings = new ArrayList<>();
        for (DescribedConfig described : DescribedConfig.ofTopic(configs, images.current(), topic)) {
            settings.add(
                    new CreatableTopicConfigs(described.name(), described.value(), false, described.source(), false));
        }
        return settings;
    }

    private static CreatableTopicResult refused(String name, ErrorCode error, @Nullable String message) {
        return CreatableTopicResult.builder()
                .name(name)
                .errorCode(error.code())
                .errorMessage(message)
                .configs(null)
                .build();
    }
}
