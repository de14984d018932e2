package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ListConfigResourcesRequest;
import dev.tidemark.protocol.message.ListConfigResourcesResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * ListConfigResources, versions 0-1: what has settings, by type (KIP-1142). Groups are those with settings of their own. Version 0 asks for
 * subscriptions to metrics of clients, of which there are none.
 */
public final class ListConfigResourcesHandler
        implements RequestHandler<ListConfigResourcesRequest, ListConfigResourcesResponse> {

    private static final short TYPES_SINCE = 1;

    private final ClusterImages images;

    public ListConfigResourcesHandler(ClusterImages images) {
        this.images = images;
    }

    @Override
    public CompletionStage<ListConfigResourcesResponse> handle(RequestContext context,
            ListConfigResourcesRequest request) {
        List<ConfigResource.Type> types = new ArrayList<>();
        for (byte id : request.resourceTypes()) {
            ConfigResource.Type type = ConfigResource.Type.of(id);
            if (type == null) {
                return answer(ErrorCode.UNSUPPORTED_VERSION, List.of());
            }
            types.add(type);
        }
        if (context.apiVersion() < TYPES_SINCE) {
            types.add(ConfigResource.Type.CLIENT_METRICS);
        }
        ClusterImage image = images.current();
        List<ListConfigResourcesResponse.ConfigResource> found = new ArrayList<>();
        for (ConfigResource.Type type : types.isEmpty() ? List.of(ConfigResource.Type.values()) : types) {
            names(image, type).sorted()
                    .forEach(name -> found.add(new ListConfigResourcesResponse.ConfigResource(name, type.id())));
        }
        return answer(ErrorCode.NONE, found);
    }

    private static Stream<String> names(ClusterImage image, ConfigResource.Type type) {
        return switch (type) {
            case TOPIC -> image.topicsByName().keySet().stream();
            case BROKER, BROKER_LOGGER -> image.brokers().keySet().stream().map(String::valueOf);
            case GROUP -> image.settings()
                    .keySet()
                    .stream()
                    .filter(resource -> resource.type() == ConfigResource.Type.GROUP)
                    .map(ConfigResource::name);
            case CLIENT_METRICS -> Stream.empty();
        };
    }

    private static CompletionStage<ListConfigResourcesResponse> answer(ErrorCode error,
            List<ListConfigResourcesResponse.ConfigResource> resources) {
        return CompletableFuture.completedFuture(new ListConfigResourcesResponse(0, error.code(), resources));
    }
}
