package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
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
import org.jspecify.annotations.Nullable;

/**
 * DescribeConfigs, versions 1-4: topics (with the broker's values and the defaults behind their own) and this broker. The settings of all
 * brokers together (an empty name) are none, since no key changes without a restart. Answers on the connection's loop.
 */
public final class DescribeConfigsHandler implements RequestHandler<DescribeConfigsRequest, DescribeConfigsResponse> {

    private static final byte TOPIC_RESOURCE = 2;
    private static final byte BROKER_RESOURCE = 4;

    private final ClusterImages images;
    private final Config config;
    private final int nodeId;

    public DescribeConfigsHandler(ClusterImages images, Config config, int nodeId) {
        this.images = images;
        this.config = config;
        this.nodeId = nodeId;
    }

    @Override
    public CompletionStage<DescribeConfigsResponse> handle(RequestContext context, DescribeConfigsRequest request) {
        List<DescribeConfigsResult> results = new ArrayList<>();
        for (DescribeConfigsResource resource : request.resources()) {
            results.add(switch (resource.resourceType()) {
                case TOPIC_RESOURCE -> topic(request, resource);
                case BROKER_RESOURCE -> broker(request, resource);
                default -> refused(resource, ErrorCode.INVALID_REQUEST,
                        "settings of resource type " + resource.resourceType()
                                + " are not served; topics (2) and brokers (4) are");
            });
        }
        return CompletableFuture.completedFuture(new DescribeConfigsResponse(0, results));
    }

    private DescribeConfigsResult topic(DescribeConfigsRequest request, DescribeConfigsResource resource) {
        TopicImage topic = images.current().topic(resource.resourceName());
        if (topic == null) {
            return refused(resource, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "there is no topic '" + resource.resourceName() + "'");
        }
        return described(request, resource, DescribedConfig.ofTopic(config, topic), false);
    }

    private DescribeConfigsResult broker(DescribeConfigsRequest request, DescribeConfigsResource resource) {
        if (resource.resourceName().isEmpty()) {
            return described(request, resource, List.of(), true);
        }
        if (!resource.resourceName().equals(Integer.toString(nodeId))) {
            return refused(resource, ErrorCode.INVALID_REQUEST,
                    "this is broker " + nodeId + ", not '" + resource.resourceName() + "'");
        }
        return described(request, resource, DescribedConfig.ofBroker(config), true);
    }

    private static DescribeConfigsResult described(DescribeConfigsRequest request, DescribeConfigsResource resource,
            List<DescribedConfig> settings, boolean readOnly) {
        List<String> wanted = resource.configurationKeys();
        List<DescribeConfigsResourceResult> configs = new ArrayList<>();
        for (DescribedConfig setting : settings) {
            if (wanted == null || wanted.contains(setting.name())) {
                configs.add(
                        new DescribeConfigsResourceResult(setting.name(), setting.value(), readOnly, setting.source(),
                                setting.key().secret(),
                                request.includeSynonyms() ? synonyms(setting, readOnly) : List.of(), setting.wireType(),
                                request.includeDocumentation() ? setting.key().doc() : null));
            }
        }
        return new DescribeConfigsResult(ErrorCode.NONE.code(), null, resource.resourceType(), resource.resourceName(),
                configs);
    }

    private static List<DescribeConfigsSynonym> synonyms(DescribedConfig setting, boolean broker) {
        List<DescribeConfigsSynonym> synonyms = new ArrayList<>();
        for (DescribedConfig.Synonym synonym : setting.synonyms()) {
            boolean ownDefault = broker && setting.key().scope() == ConfigScope.BROKER
                    && synonym.source() == DescribedConfig.DEFAULT;
            synonyms.add(new DescribeConfigsSynonym(ownDefault ? setting.name() : synonym.name(), synonym.value(),
                    synonym.source()));
        }
        return synonyms;
    }

    private static DescribeConfigsResult refused(DescribeConfigsResource resource, ErrorCode error,
            @Nullable String message) {
        return new DescribeConfigsResult(error.code(), message, resource.resourceType(), resource.resourceName(),
                List.of());
    }
}
