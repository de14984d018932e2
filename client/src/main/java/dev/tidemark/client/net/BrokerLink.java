package dev.tidemark.client.net;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One lane to one broker, over one connection at a time; confined to its loop. Connects on the first call, asks for the served versions,
 * then sends in order. A lost connection fails what is on its way and is opened again, after a back-off, when somebody calls.
 */
final class BrokerLink {

    private static final short API_VERSIONS_LATEST = 4;
    private static final String SOFTWARE = "tidemark-java";
    private static final String SOFTWARE_VERSION = "0.1.0";

    /** What the link is doing. */
    private enum Phase {
        /** No connection and nobody asking for one. */
        IDLE,
        /** Until the pause after a failure is over. */
        BACKING_OFF,
        /** Until the transport answers. */
        CONNECTING,
        /** Until ApiVersions is answered. */
        NEGOTIATING,
        /** Until the connection is lost. */
        READY,
        /** For ever. */
        CLOSED
    }

    private final Endpoint endpoint;
    private final Lane lane;
    private final Transport transport;
    private final EventLoop loop;
    private final RandomGenerator random;
    private final NetworkSettings settings;
    private final Consumer<String> onUnreachable;
    private final ArrayDeque<PendingCall<?>> waiting = new ArrayDeque<>();
    private final ArrayDeque<PendingCall<?>> sent = new ArrayDeque<>();
    private Phase phase = Phase.IDLE;
    private int failures;
    private @Nullable Connection connection;
    private @Nullable ServedApis served;
    /** Tells apart what an earlier connection still reports. Invariant: grows with every connection attempt and every loss. */
    private long attempt;

    /** @param onUnreachable told whenever no connection came about, with the reason in words */
    BrokerLink(Endpoint endpoint, Lane lane, Transport transport, EventLoop loop, RandomGenerator random,
            NetworkSettings settings, Consumer<String> onUnreachable) {
        this.endpoint = endpoint;
        this.lane = lane;
        this.transport = transport;
        this.loop = loop;
        this.random = random;
        this.settings = settings;
        this.onUnreachable = onUnreachable;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** What the broker serves; null until it was asked. */
    @Nullable
    ServedApis served() {
        return served;
    }

    boolean ready() {
        return phase == Phase.READY;
    }

    <R extends Response> void call(Call<R> call, long timeoutMs, Consumer<Reply<R>> waiter) {
        PendingCall<R> pending = new PendingCall<>(call, waiter);
        if (phase == Phase.CLOSED) {
            pending.lost(Reply.Reason.CLOSED, "the client is closed");
            return;
        }
        pending.arm(loop, timeoutMs, () -> timedOut(pending, timeoutMs));
        if (phase == Phase.READY) {
            send(pending);
        } else {
            waiting.add(pending);
            if (phase == Phase.IDLE) {
                connect();
            }
        }
    }

    /** Connects, unless it has begun to or pauses after a failure: the first call finds what it would have had to wait for. */
    void connectAhead() {
        if (phase == Phase.IDLE) {
            connect();
        }
    }

    void close() {
        phase = Phase.CLOSED;
        drop(Reply.Reason.CLOSED, "the client closed its connection to " + endpoint);
        failWaiting(Reply.Reason.CLOSED, "the client closed");
    }

    private void connect() {
        phase = Phase.CONNECTING;
        long current = ++attempt;
        transport.connect(endpoint, settings.clientId(), loop)
                .whenComplete((opened, failure) -> onLoop(() -> connected(current, opened, failure)));
        loop.schedule(settings.requestTimeoutMs(), () -> {
            if (current == attempt && (phase == Phase.CONNECTING || phase == Phase.NEGOTIATING)) {
                unreachable("no connection within " + settings.requestTimeoutMs() + " ms");
            }
        });
    }

    private void connected(long ofAttempt, @Nullable Connection opened, @Nullable Throwable failure) {
        if (ofAttempt != attempt || phase != Phase.CONNECTING) {
            if (opened != null) {
                opened.close();
            }
            return;
        }
        if (opened == null) {
            unreachable(words(failure));
            return;
        }
        connection = opened;
        phase = Phase.NEGOTIATING;
        negotiate(opened, API_VERSIONS_LATEST, ofAttempt);
    }

    /** A broker too old for the version answers UNSUPPORTED_VERSION in version 0, which all of them speak (KIP-511). */
    private void negotiate(Connection with, short version, long ofAttempt) {
        with.send(new ApiVersionsRequest(SOFTWARE, SOFTWARE_VERSION, null, -1), version)
                .whenComplete((response, failure) -> onLoop(() -> {
                    if (ofAttempt != attempt || phase != Phase.NEGOTIATING) {
                        return;
                    }
                    if (response instanceof ApiVersionsResponse versions) {
                        ErrorCode error = ErrorCode.of(versions.errorCode());
                        if (error == ErrorCode.NONE) {
                            ready(versions);
                        } else if (error == ErrorCode.UNSUPPORTED_VERSION && version > 0) {
                            negotiate(with, (short) 0, ofAttempt);
                        } else {
                            unreachable("it answers ApiVersions with " + error);
                        }
                    } else {
                        unreachable(words(failure));
                    }
                }));
    }

    private void ready(ApiVersionsResponse versions) {
        phase = Phase.READY;
        failures = 0;
        served = new ServedApis(versions);
        while (phase == Phase.READY && !waiting.isEmpty()) {
            send(waiting.remove());
        }
    }

    private void send(PendingCall<?> pending) {
        Connection open = connection;
        ServedApis apis = served;
        if (open == null || apis == null || !open.open()) {
            waiting.addFirst(pending);
            lost("the broker closed it");
            return;
        }
        Call<?> call = pending.call;
        short version = apis.highest(call.key(), call.minVersion(), call.maxVersion());
        if (version < 0) {
            pending.lost(Reply.Reason.UNSUPPORTED, endpoint + " " + apis.describe(call.key()) + ", this client "
                    + call.minVersion() + " to " + call.maxVersion());
            return;
        }
        pending.version = version;
        sent.add(pending);
        long ofAttempt = attempt;
        open.send(call.request().at(version), version)
                .whenComplete((response, failure) -> onLoop(() -> received(pending, ofAttempt, response, failure)));
    }

    /** Sends what has no answer; its waiter learns only that it left. */
    <R extends Response> void sendOneWay(Call<R> call, long timeoutMs, Consumer<Boolean> onSent) {
        // a question whose answer is thrown away brings the connection up first
        if (phase != Phase.READY) {
            Call<ApiVersionsResponse> probe = Call.of(ApiKey.API_VERSIONS, ApiVersionsResponse.class, 0,
                    API_VERSIONS_LATEST, new ApiVersionsRequest(SOFTWARE, SOFTWARE_VERSION, null, -1));
            call(probe, timeoutMs, reply -> {
                if (reply instanceof Reply.Answer<ApiVersionsResponse> && phase == Phase.READY) {
                    sendOneWay(call, timeoutMs, onSent);
                } else {
                    onSent.accept(false);
                }
            });
            return;
        }
        Connection open = connection;
        ServedApis apis = served;
        short version = apis == null ? -1 : apis.highest(call.key(), call.minVersion(), call.maxVersion());
        if (open == null || version < 0) {
            onSent.accept(false);
            return;
        }
        open.sendOneWay(call.request().at(version), version)
                .whenComplete((nothing, failure) -> onLoop(() -> onSent.accept(failure == null)));
    }

    private void received(PendingCall<?> pending, long ofAttempt, @Nullable Response response,
            @Nullable Throwable failure) {
        sent.remove(pending);
        if (response != null) {
            pending.answer(response);
        } else if (cause(failure) instanceof IllegalArgumentException) {
            // our own encoder refuses it: a bug of the caller, not of the connection
            throw new IllegalStateException("request cannot be sent", failure);
        } else {
            pending.lost(Reply.Reason.DISCONNECTED, endpoint + " " + words(failure));
            if (ofAttempt == attempt && phase == Phase.READY) {
                lost(words(failure));
            }
        }
    }

    private void timedOut(PendingCall<?> pending, long timeoutMs) {
        if (!pending.sent()) {
            waiting.remove(pending);
            pending.lost(Reply.Reason.UNREACHABLE, endpoint + " was not reached within " + timeoutMs + " ms");
            return;
        }
        // answers come in order: nothing behind it will come sooner, so the connection is of no more use
        sent.remove(pending);
        pending.lost(Reply.Reason.TIMED_OUT,
                endpoint + " did not answer " + pending.call.key() + " within " + timeoutMs + " ms");
        lost("a request timed out");
    }

    /** The connection is gone; those who wait for one get it opened again. */
    private void lost(String why) {
        if (phase == Phase.CLOSED) {
            return;
        }
        // first, so that whoever calls again from a failed call's waiter waits
        phase = Phase.BACKING_OFF;
        failures++;
        drop(Reply.Reason.DISCONNECTED, endpoint + " (" + lane.name() + "): " + why);
        backOff();
    }

    private void unreachable(String why) {
        String detail = endpoint + ": " + why;
        phase = Phase.BACKING_OFF;
        failures++;
        drop(Reply.Reason.UNREACHABLE, detail);
        onUnreachable.accept(why);
        failWaiting(Reply.Reason.UNREACHABLE, detail);
        backOff();
    }

    private void backOff() {
        if (phase == Phase.CLOSED) {
            return;
        }
        long current = ++attempt;
        loop.schedule(settings.reconnect().afterFailures(failures, random), () -> {
            if (current != attempt || phase != Phase.BACKING_OFF) {
                return;
            }
            phase = Phase.IDLE;
            if (!waiting.isEmpty()) {
                connect();
            }
        });
    }

    /** Fails what is on its way, then closes, so that late answers find nobody. */
    private void drop(Reply.Reason reason, String detail) {
        attempt++;
        Connection open = connection;
        connection = null;
        List<PendingCall<?>> outstanding = new ArrayList<>(sent);
        sent.clear();
        if (open != null) {
            open.close();
        }
        outstanding.forEach(pending -> pending.lost(reason, detail));
    }

    private void failWaiting(Reply.Reason reason, String detail) {
        List<PendingCall<?>> failed = new ArrayList<>(waiting);
        waiting.clear();
        failed.forEach(pending -> pending.lost(reason, detail));
    }

    /** A stage swallows what its callbacks throw; a broken invariant must reach the loop's failure handler. */
    private void onLoop(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error broken) {
            loop.execute(() -> {
                throw broken;
            });
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static String words(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (cause == null) {
            return "no reason given";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
