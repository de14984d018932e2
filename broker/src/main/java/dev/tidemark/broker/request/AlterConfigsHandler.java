package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.protocol.message.AlterConfigsRequest;
import dev.tidemark.protocol.message.AlterConfigsRequest.AlterConfigsResource;
import dev.tidemark.protocol.message.AlterConfigsResponse;
import dev.tidemark.protocol.message.AlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.concurrent.CompletionStage;

/** AlterConfigs, versions 0-2: all settings of topics, brokers and groups; what is not named is taken back. The answer comes when they hold. */
public final class AlterConfigsHandler
        implements RequestHandler<AlterConfigsRequest, AlterConfigsResponse> {

    private static final byte SET = 0;

    private final Controller controller;

    public AlterConfigsHandler(Controller controller) {
        this.controller = controller;
    }

    @Override
    public CompletionStage<AlterConfigsResponse> handle(RequestContext context,
            AlterConfigsRequest request) {
        ResourceChecks checks = new ResourceChecks();
        for (AlterConfigsResource resource : request.resources()) {
            checks.add(resource.resourceType(), resource.resourceName(), resource.configs()
                    .stream()
                    .map(change -> new ResourceChecks.Change(change.name(), SET, change.value()))
                    .toList(), true);
        }
        return checks.alter(controller, request.validateOnly(), AlterConfigsResourceResponse::new)
                .thenApply(results -> new AlterConfigsResponse(0, results));
    }
}
