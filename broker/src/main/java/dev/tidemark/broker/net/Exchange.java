package dev.tidemark.broker.net;

import dev.tidemark.broker.request.RequestContext;
import dev.tidemark.broker.request.Route;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import org.jspecify.annotations.Nullable;

/** One request on its way through a connection, and its answer once there is one. Confined to the connection's loop. */
final class Exchange {

    private final Route<?> route;
    private final RequestContext context;
    private final Request request;
    private final int frameBytes;
    private short responseVersion;
    private @Nullable Response response;
    private final long readNanos;
    private long answeredNanos;

    /** @param frameBytes what the request holds of the {@link RequestMemory} */
    Exchange(Route<?> route, RequestContext context, Request request, int frameBytes) {
        this.route = route;
        this.context = context;
        this.request = request;
        this.frameBytes = frameBytes;
        this.responseVersion = context.apiVersion();
        this.readNanos = route.meter().nowNanos();
    }

    /** An exchange that needs no handler. */
    static Exchange answered(Route<?> route, RequestContext context, Request request, int frameBytes,
            Response response, short responseVersion) {
        Exchange exchange = new Exchange(route, context, request, frameBytes);
        exchange.response = response;
        exchange.answeredNanos = exchange.readNanos;
        exchange.responseVersion = responseVersion;
        return exchange;
    }

    Route<?> route() {
        return route;
    }

    RequestContext context() {
        return context;
    }

    Request request() {
        return request;
    }

    int frameBytes() {
        return frameBytes;
    }

    @Nullable
    Response response() {
        return response;
    }

    short responseVersion() {
        return responseVersion;
    }

    void answer(Response answer) {
        this.response = answer;
        this.answeredNanos = route.meter().nowNanos();
        route.meter().answered(answer);
    }

    /** The answer, or what stands for none, is out of the way. */
    void left(int bytes) {
        long nowNanos = route.meter().nowNanos();
        route.meter().left(bytes, nowNanos - answeredNanos, nowNanos - readNanos);
    }

    /** The handler gave the loop back. */
    void ranLocally() {
        route.meter().ranLocally(route.meter().nowNanos() - readNanos);
    }
}
