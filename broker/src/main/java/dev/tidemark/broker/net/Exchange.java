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
    private final long heldBytes;
    private short responseVersion;
    private @Nullable Response response;
    private final long readNanos;
    private long answeredNanos;

    /** @param heldBytes what the request holds of the {@link RequestMemory} */
    Exchange(Route<?> route, RequestContext context, Request request, long heldBytes) {
        this.route = route;
        this.context = context;
        this.request = request;
        this.heldBytes = heldBytes;
        this.responseVersion = context.apiVersion();
        this.readNanos = route.meter().nowNanos();
    }

    /** An exchange that needs no handler. */
    static Exchange answered(Route<?> route, RequestContext context, Request request, long heldBytes,
            Response response, short responseVersion) {
        Exchange exchange = new Exchange(route, context, request, heldBytes);
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

    long heldBytes() {
        return heldBytes;
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
