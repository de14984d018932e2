package dev.tidemark.client.net;

import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.util.concurrent.CompletionStage;

/**
 * One open connection to one broker. Called on the loop it was opened for; its stages complete there too. Requests leave
 * in the order of the calls, answers arrive in that order.
 *
 * <p>It knows nothing of versions: who sends names one that the broker serves (a fresh connection asks with ApiVersions,
 * and retries with version 0 where that answers UNSUPPORTED_VERSION). It has no request time-out: whoever waits closes a
 * connection that took too long, which fails all that is outstanding.
 */
public interface Connection {

    Endpoint endpoint();

    /**
     * Sends a request that is answered. The stage fails with {@link ConnectionLostException} once the connection is gone,
     * and with {@link IllegalArgumentException} if the version cannot carry the request.
     *
     * <p>Record bytes inside the request belong to the transport until the stage completes.
     */
    CompletionStage<Response> send(Request request, short version);

    /** Sends a request that has no answer (Produce with {@code acks=0}); completes once it is handed over. */
    CompletionStage<Void> sendOneWay(Request request, short version);

    /** False once closed by either side. */
    boolean open();

    /** Closes; everything outstanding fails. Idempotent. */
    void close();
}
