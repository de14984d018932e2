package dev.tidemark.broker.net;

import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.ApiMeter;
import dev.tidemark.broker.request.ApiVersionsHandler;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.NoResponse;
import dev.tidemark.broker.request.RequestContext;
import dev.tidemark.broker.request.Route;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.ConnectionLostException;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client in this JVM. Its state is confined to the client's loop; requests are handled on one of the
 * broker's loops, and come back. Answers are given in the order of the requests, as over TCP.
 */
final class LocalConnection implements Connection {

    private static final Logger LOG = LoggerFactory.getLogger(LocalConnection.class);

    /** A request whose answer was not given yet. */
    private static final class Outstanding {
        private final CompletableFuture<Response> future = new CompletableFuture<>();
        private @Nullable Response response;
    }

    private final Endpoint endpoint;
    private final String clientId;
    private final long id;
    private final EventLoop client;
    private final EventLoop broker;
    private final HandlerTable handlers;
    private final ClientQuotas quotas;
    private final Consumer<LocalConnection> onClose;
    private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
    /** Requests that came while the connection rests, in their order. */
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private int rests;
    private int correlationId;
    private boolean open = true;

    LocalConnection(Endpoint endpoint, String clientId, long id, EventLoop client, EventLoop broker,
            HandlerTable handlers, ClientQuotas quotas, Consumer<LocalConnection> onClose) {
        this.endpoint = endpoint;
        this.clientId = clientId;
        this.id = id;
        this.client = client;
        this.broker = broker;
        this.handlers = handlers;
        this.quotas = quotas;
        this.onClose = onClose;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public CompletionStage<Response> send(Request request, short version) {
        if (!open) {
            return CompletableFuture.failedFuture(lost("it is closed"));
        }
        Outstanding place = new Outstanding();
        outstanding.add(place);
        handle(request, version, place);
        return place.future;
    }

    @Override
    public CompletionStage<Void> sendOneWay(Request request, short version) {
        if (!open) {
            return CompletableFuture.failedFuture(lost("it is closed"));
        }
        handle(request, version, null);
        return CompletableFuture.completedFuture(null);
    }

    private void handle(Request request, short version, @Nullable Outstanding place) {
        Api api = Invariants.present(request.getClass().getAnnotation(Api.class), "the API of a request");
        Route<?> route = handlers.route(api.key());
        if (route == null) {
            fail(api.key().title() + " is not served");
            return;
        }
        if (!route.serves(version)) {
            if (route.key() == ApiKey.API_VERSIONS && place != null) {
                answered(place, ApiVersionsHandler.unknownVersion(handlers));
            } else {
                fail(api.key().title() + " is not served in version " + version);
            }
            return;
        }
        RequestContext context = new RequestContext(version, correlationId++, clientId, "/127.0.0.1", id, true, broker);
        if (rests > 0) {
            held.add(() -> broker.execute(() -> call(route, context, request, place)));
        } else {
            broker.execute(() -> call(route, context, request, place));
        }
    }

    /** Hands no request over for so long; on the client's loop. */
    private void rest(int ms) {
        if (ms <= 0) {
            return;
        }
        rests++;
        client.schedule(ms, () -> {
            rests--;
            while (rests == 0 && !held.isEmpty()) {
                held.remove().run();
            }
        });
    }

    /** On the broker's loop. */
    private void call(Route<?> route, RequestContext context, Request request, @Nullable Outstanding place) {
        ApiMeter meter = route.meter();
        long startNanos = meter.nowNanos();
        meter.came(0);
        if (quotas.active()) {
            callUnderQuotas(route, context, request, place, startNanos);
            return;
        }
        CompletionStage<? extends Response> answer;
        try {
            answer = route.handle(context, request);
        } catch (RuntimeException | Error failure) {
            broke(route, failure);
            return;
        }
        meter.ranLocally(meter.nowNanos() - startNanos);
        answer.whenComplete((response, failure) -> {
            if (failure != null) {
                broke(route, failure);
            } else {
                meter.answered(response);
                meter.left(0, 0, meter.nowNanos() - startNanos);
                client.executeOrRun(() -> answered(place, response));
            }
        });
    }

    private void callUnderQuotas(Route<?> route, RequestContext context, Request request, @Nullable Outstanding place,
            long startNanos) {
        ApiMeter meter = route.meter();
        CompletionStage<ClientQuotas.Verdict> answer;
        try {
            answer = new MeasuredCall(quotas, route, context).handle(request);
        } catch (RuntimeException | Error failure) {
            broke(route, failure);
            return;
        }
        meter.ranLocally(meter.nowNanos() - startNanos);
        answer.whenComplete((verdict, failure) -> {
            if (failure != null) {
                broke(route, failure);
            } else {
                meter.answered(verdict.response());
                meter.left(0, 0, meter.nowNanos() - startNanos);
                client.executeOrRun(() -> {
                    rest(verdict.restMs());
                    answered(place, verdict.response());
                });
            }
        });
    }

    private void broke(Route<?> route, Throwable failure) {
        LOG.error("{} of an in-process client (client id '{}') failed; its connection is closed", route.key(), clientId,
                failure);
        client.executeOrRun(() -> fail("the broker failed on " + route.key().title()));
    }

    private void answered(@Nullable Outstanding place, Response response) {
        if (response == NoResponse.CLOSE_CONNECTION) {
            fail("the broker refused a request that has no answer");
            return;
        }
        if (place == null || !open) {
            ResponseEncoder.release(response);
            return;
        }
        place.response = response;
        for (Outstanding head = outstanding.peek(); head != null && head.response != null; head = outstanding.peek()) {
            outstanding.remove();
            head.future.complete(head.response);
        }
    }

    /** The broker is closing; any thread. */
    void brokerGone() {
        client.executeOrRun(() -> fail("the broker is closed"));
    }

    @Override
    public void close() {
        fail("it was closed");
    }

    private void fail(String why) {
        if (!open) {
            return;
        }
        open = false;
        held.clear();
        onClose.accept(this);
        for (Outstanding one = outstanding.poll(); one != null; one = outstanding.poll()) {
            if (one.response != null) {
                ResponseEncoder.release(one.response);
            }
            one.future.completeExceptionally(lost(why));
        }
    }

    private ConnectionLostException lost(String why) {
        return new ConnectionLostException("the connection to the broker at " + endpoint + " in this process: " + why);
    }
}
