package dev.tidemark.broker.net;

import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.RequestContext;
import dev.tidemark.broker.request.Route;
import dev.tidemark.protocol.message.Request;
import java.util.concurrent.CompletionStage;

/**
 * A request to a handler under quotas: cut down to what they allow, timed, and its answer marked with the time to rest. Called on the
 * connection's loop.
 */
record MeasuredCall(ClientQuotas quotas, Route<?> route, RequestContext context) {

    CompletionStage<ClientQuotas.Verdict> handle(Request request) {
        Request admitted = quotas.admitted(context.clientIdOrEmpty(), request);
        long startedNanos = quotas.nanos();
        var answer = route.handle(context, admitted);
        long handlerNanos = quotas.nanos() - startedNanos;
        return answer
                .thenApply(response -> quotas.answered(context.clientIdOrEmpty(), admitted, response, handlerNanos));
    }
}
