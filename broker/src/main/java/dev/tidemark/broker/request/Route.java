package dev.tidemark.broker.request;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.util.concurrent.CompletionStage;

/**
 * One served API: its records, the versions they declare, and the handler. Immutable.
 *
 * @param key which API
 * @param minVersion the lowest served version
 * @param maxVersion the highest served version
 * @param request the request record
 * @param response the response record
 * @param handler what serves it
 * @param meter counts its requests
 */
public record Route<Q extends Request>(ApiKey key, short minVersion, short maxVersion, Class<Q> request,
        Class<? extends Response> response, RequestHandler<Q, ? extends Response> handler, ApiMeter meter) {

    static <Q extends Request> Route<Q> of(Class<Q> request, Class<? extends Response> response,
            RequestHandler<Q, ? extends Response> handler, Metrics metrics, Clock clock) {
        Api api = Invariants.present(request.getAnnotation(Api.class), "the API of " + request.getSimpleName());
        String[] bounds = api.versions().split("-", 2);
        return new Route<>(api.key(), Short.parseShort(bounds[0]), Short.parseShort(bounds[bounds.length - 1]), request,
                response, handler, new ApiMeter(api.key(), response, metrics, clock));
    }

    /** Whether the API is served at this version. */
    public boolean serves(short version) {
        return version >= minVersion && version <= maxVersion;
    }

    /** Calls the handler; {@code body} is a record of the route's request type. */
    public CompletionStage<? extends Response> handle(RequestContext context, Request body) {
        return handler.handle(context, request.cast(body));
    }
}
