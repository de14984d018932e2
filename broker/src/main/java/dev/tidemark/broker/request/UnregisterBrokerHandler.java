package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.UnregisterBrokerRequest;
import dev.tidemark.protocol.message.UnregisterBrokerResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** UnregisterBroker 0: for brokers that are gone. With one node there is none but the one that answers, and it stays. */
final class UnregisterBrokerHandler implements RequestHandler<UnregisterBrokerRequest, UnregisterBrokerResponse> {

    private final ClusterImages images;

    UnregisterBrokerHandler(ClusterImages images) {
        this.images = images;
    }

    @Override
    public CompletionStage<UnregisterBrokerResponse> handle(RequestContext context, UnregisterBrokerRequest request) {
        int id = request.brokerId();
        UnregisterBrokerResponse answer = images.current().brokers().containsKey(id)
                ? new UnregisterBrokerResponse(0, ErrorCode.INVALID_REQUEST.code(),
                        "Broker " + id + " is running; stop it before it is unregistered.")
                : new UnregisterBrokerResponse(0, ErrorCode.BROKER_ID_NOT_REGISTERED.code(),
                        "Broker ID " + id + " is not currently registered");
        return CompletableFuture.completedFuture(answer);
    }
}
