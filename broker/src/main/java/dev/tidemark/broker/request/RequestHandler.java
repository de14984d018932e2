package dev.tidemark.broker.request;

import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.util.concurrent.CompletionStage;

/**
 * Serves one API. Called on the loop of the request's connection, possibly for several connections on several loops at
 * once, so a handler holds no state of its own but hands work to the owners of state.
 *
 * @param <Q> the request it takes
 * @param <R> the response it gives; {@link Response} itself where {@link NoResponse} is possible
 */
@FunctionalInterface
public interface RequestHandler<Q extends Request, R extends Response> {

    /**
     * Starts serving the request and never blocks. Outcomes that the peer may see are error codes inside the response. A
     * stage that completes exceptionally, or a throw, means a bug or a broken disk: it is logged and the connection closes.
     *
     * @param context where the request came from, and in which version it spoke
     * @param request the decoded body; record bytes in it stay valid until the answer is given
     * @return the answer, completed on any thread
     */
    CompletionStage<R> handle(RequestContext context, Q request);
}
