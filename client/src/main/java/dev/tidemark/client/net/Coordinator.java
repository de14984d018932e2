package dev.tidemark.client.net;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The broker that coordinates one group or transactional id, found and found again; confined to its cluster's loop. Whoever else calls it in the same
 * cluster view, over whatever lane, has it found or forgotten, too. A call that meets NOT_COORDINATOR is the caller's to repeat after {@link #forget}.
 */
public final class Coordinator {

    /** What is coordinated; the number travels. */
    public enum Kind {
        GROUP(0), TRANSACTION(1);

        private final byte type;

        Kind(int type) {
            this.type = (byte) type;
        }
    }

    private final Cluster cluster;
    private final Kind kind;
    private final String key;
    private final Lane lane;
    private final List<Consumer<ErrorCode>> waiters = new ArrayList<>();

    /** @param lane the connection that calls use */
    public Coordinator(Cluster cluster, Kind kind, String key, Lane lane) {
        this.cluster = cluster;
        this.kind = kind;
        this.key = key;
        this.lane = lane;
    }

    /** The node, or -1 while it is not known. */
    public int nodeId() {
        return cluster.coordinatorOf(kind, key);
    }

    /** It moved or died: look it up again with the next call. */
    public void forget() {
        cluster.forgetCoordinator(kind, key);
    }

    /**
     * Whether an error says that another broker, or the same a little later, will answer; then it is forgotten where that helps.
     */
    public boolean movedOrLoading(ErrorCode error) {
        if (error == ErrorCode.NOT_COORDINATOR || error == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
            forget();
            return true;
        }
        return error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
    }

    /**
     * Calls the coordinator, looking it up if need be. {@link Reply.Lost} with UNREACHABLE also says that it could not be found.
     */
    public <R extends Response> void call(Call<R> call, long timeoutMs, Consumer<Reply<R>> waiter) {
        if (nodeId() >= 0) {
            send(call, timeoutMs, waiter);
            return;
        }
        find(error -> {
            if (error == ErrorCode.NONE) {
                send(call, timeoutMs, waiter);
            } else {
                waiter.accept(new Reply.Lost<>(Reply.Reason.UNREACHABLE,
                        "the coordinator of " + key + " is not known: " + error));
            }
        });
    }

    /** Looks it up, if need be, and opens the lane to it, so that the first call waits for neither. */
    public void connectAhead() {
        find(error -> cluster.connectAhead(nodeId(), lane));
    }

    private <R extends Response> void send(Call<R> call, long timeoutMs, Consumer<Reply<R>> waiter) {
        cluster.call(nodeId(), lane, call, timeoutMs, reply -> {
            if (reply instanceof Reply.Lost<R>) {
                forget();
            }
            waiter.accept(reply);
        });
    }

    /** Looks it up once; one lookup serves all who wait. */
    public void find(Consumer<ErrorCode> then) {
        waiters.add(then);
        if (waiters.size() > 1) {
            return;
        }
        byte type = kind.type;
        Call<FindCoordinatorResponse> lookup = new Call<>(ApiKey.FIND_COORDINATOR, FindCoordinatorResponse.class,
                kind == Kind.GROUP ? 0 : 1, 6, version -> version >= 4
                        ? new FindCoordinatorRequest("", type, List.of(key))
                        : new FindCoordinatorRequest(key, type, List.of()));
        cluster.callAny(lookup, reply -> {
            ErrorCode error = switch (reply) {
                case Reply.Lost<FindCoordinatorResponse> lost -> ErrorCode.COORDINATOR_NOT_AVAILABLE;
                case Reply.Answer<FindCoordinatorResponse>(FindCoordinatorResponse answer, short version) -> found(
                        answer, version);
            };
            List<Consumer<ErrorCode>> told = List.copyOf(waiters);
            waiters.clear();
            told.forEach(waiter -> waiter.accept(error));
        });
    }

    private ErrorCode found(FindCoordinatorResponse answer, short version) {
        if (version < 4) {
            return found(answer.errorCode(), answer.nodeId(), answer.host(), answer.port());
        }
        if (answer.coordinators().isEmpty()) {
            return ErrorCode.COORDINATOR_NOT_AVAILABLE;
        }
        FindCoordinatorResponse.Coordinator coordinator = answer.coordinators().getFirst();
        return found(coordinator.errorCode(), coordinator.nodeId(), coordinator.host(), coordinator.port());
    }

    private ErrorCode found(short code, int node, String host, int port) {
        ErrorCode error = ErrorCode.of(code);
        if (error == ErrorCode.NONE) {
            cluster.learnCoordinator(kind, key, node, new Endpoint(host, port));
        }
        return error;
    }
}
