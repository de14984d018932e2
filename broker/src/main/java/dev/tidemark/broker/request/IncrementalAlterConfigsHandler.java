package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.protocol.message.IncrementalAlterConfigsRequest;
import dev.tidemark.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import dev.tidemark.protocol.message.IncrementalAlterConfigsResponse;
import dev.tidemark.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.concurrent.CompletionStage;

/** IncrementalAlterConfigs, versions 0-1: single settings of topics, brokers and groups. The answer comes when they hold. */
public final class IncrementalAlterConfigsHandler
        implements RequestHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> {

    private final Controller controller;

    public IncrementalAlterConfigsHandler(Controller controller) {
        this.controller = controller;
    }

    @Override
    public CompletionStage<IncrementalAlterConfigsResponse> handle(RequestContext context,
            IncrementalAlterConfigsRequest request) {
        ResourceChecks checks = new ResourceChecks();
        for (AlterConfigsResource resource : request.resources()) {
            checks.add(resource.resourceType(), resource.resourceName(), resource.configs()
                    .stream()
                    .map(change -> new ResourceChecks.Change(change.name(), change.configOperation(), change.value()))
                    .toList(), false);
        }
        return checks.alter(controller, request.validateOnly(), AlterConfigsResourceResponse::new)
                .thenApply(results -> new IncrementalAlterConfigsResponse(0, results));
    }
}
