package dev.tidemark.client.net;

import dev.tidemark.core.loop.EventLoop;
import java.util.concurrent.CompletionStage;

/**
 * Opens connections to brokers. Implementations may be called from any thread.
 *
 * <p>The seam lies at request and response <em>records</em>: over TCP they are encoded and matched by correlation id; in process
 * they pass as objects, record bytes as slices.
 */
public interface Transport extends AutoCloseable {

    /**
     * Opens a connection. The stage, and all later ones of the connection, complete on {@code loop}.
     *
     * <p>It fails with {@link ConnectionLostException} if the broker cannot be reached. No deadline is set here beyond
     * the transport's own set-up time-out.
     *
     * @param clientId what the request headers carry
     */
    CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop loop);

    /** Closes what was opened through this transport; later calls fail. Idempotent. */
    @Override
    void close();
}
