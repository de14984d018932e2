package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeConfigsRequest;
import dev.tidemark.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import dev.tidemark.protocol.message.DescribeConfigsResponse;
import dev.tidemark.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import dev.tidemark.protocol.message.DescribeConfigsResponse.DescribeConfigsResult;
import dev.tidemark.protocol.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * DescribeConfigs, versions 1-4: settings of topics, of groups, of this broker (by its number) and of all brokers (by an empty name: what was
 * set for all at run time), each with its source and, when asked for, what else would give it. Secrets have no value. The loggers of a broker
 * are not shown: their levels belong to the log backend.
 */
public final class DescribeConfigsHandler implements RequestHandler<DescribeConfigsRequest, DescribeConfigsResponse> {

    private final ClusterImages images;
    private final BrokerConfigs configs;

    public DescribeConfigsHandler(ClusterImages images, BrokerConfigs configs) {
        this.images = images;
        this.configs = configs;
    }

    @Override
    public CompletionStage<DescribeConfigsResponse> handle(RequestContext context, DescribeConfigsRequest request) {
        ClusterImage image = images.current();
        List<DescribeConfigsResult> results = new ArrayList<>();
        for (DescribeConfigsResource resource : request.resources()) {
            ConfigResource.Type type = ConfigResource.Type.of(resource.resourceType());
            if (type == null) {
                results.add(refused(resource, ErrorCode.INVALID_REQUEST,
                        "there is no resource type " + resource.resourceType()));
                continue;
            }
            results.add(switch (type) {
                case TOPIC -> topic(image, request, resource);
                case BROKER -> resource.resourceName().isEmpty()
                        ? described(request, resource, DescribedConfig.ofAllBrokers(image))
                        : here(resource) ? described(request, resource, DescribedConfig.ofBroker(configs, image))
                                : elsewhere(resource);
                case BROKER_LOGGER -> here(resource) ? described(request, resource, List.of()) : elsewhere(resource);
                case GROUP -> resource.resourceName().isEmpty()
                        ? refused(resource, ErrorCode.INVALID_REQUEST,
                                "settings of all groups are the broker's: name a group")
                        : described(request, resource,
                                DescribedConfig.ofGroup(configs, image, resource.resourceName()));
                case CLIENT_METRICS -> refused(resource, ErrorCode.INVALID_REQUEST,
                        "metrics of clients are not collected, so there are no subscriptions");
            });
        }
        return CompletableFuture.completedFuture(new DescribeConfigsResponse(0, results));
    }

    private DescribeConfigsResult topic(ClusterImage image, DescribeConfigsRequest request,
            DescribeConfigsResource resource) {
        TopicImage topic = image.topic(resource.resourceName());
        if (topic == null) {
            return refused(resource, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "there is no topic '" + resource.resourceName() + "'");
        }
        return described(request, resource, DescribedConfig.ofTopic(configs, image, topic));
    }

    private boolean here(DescribeConfigsResource resource) {
        return resource.resourceName().equals(configs.self().name());
    }

    private DescribeConfigsResult elsewhere(DescribeConfigsResource resource) {
        return refused(resource, ErrorCode.INVALID_REQUEST,
                "this is broker " + configs.self().name() + ", not '" + resource.resourceName() + "'");
    }

    /** Those that are asked for; all if none is named. */
    private static DescribeConfigsResult described(DescribeConfigsRequest request, DescribeConfigsResource resource,
            List<DescribedConfig> settings) {
        List<String> wanted = resource.configurationKeys();
        List<DescribeConfigsResourceResult> results = new ArrayList<>();
        for (DescribedConfig setting : settings) {
            if (wanted == null || wanted.isEmpty() || wanted.contains(setting.name())) {
                results.add(new DescribeConfigsResourceResult(setting.name(), setting.value(), setting.readOnly(),
                        setting.source(), setting.key().secret(),
                        request.includeSynonyms() ? synonyms(setting) : List.of(), setting.wireType(),
                        request.includeDocumentation() ? setting.key().doc() : null));
            }
        }
        return new DescribeConfigsResult(ErrorCode.NONE.code(), null, resource.resourceType(), resource.resourceName(),
                results);
    }

    private static List<DescribeConfigsSynonym> synonyms(DescribedConfig setting) {
        return setting.synonyms()
                .stream()
                .map(synonym -> new DescribeConfigsSynonym(synonym.name(), synonym.value(), synonym.source()))
                .toList();
    }

    private static DescribeConfigsResult refused(DescribeConfigsResource resource, ErrorCode error, String message) {
        return new DescribeConfigsResult(error.code(), message, resource.resourceType(), resource.resourceName(),
                List.of());
    }
}
