package dev.tidemark.broker.request;

import dev.tidemark.core.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from. Immutable.
 *
 * @param apiVersion the version of the API in which request and response are spoken
 * @param correlationId the client's number for the request
 * @param clientId the client's name for itself, if it gave one; never a basis for trust
 * @param clientHost the peer's address as Kafka shows it, for example {@code /127.0.0.1}
 * @param connectionId unique among this broker's connections since its start
 * @param inProcess whether the client lives in this JVM: its record bytes crossed no network, so nothing checks their CRC
 *     a second time
 * @param loop the connection's loop, on which the handler is called
 */
public record RequestContext(short apiVersion, int correlationId, @Nullable String clientId, String clientHost,
        long connectionId, boolean inProcess, EventLoop loop) {

    /** The client's name, or the empty string. */
    public String clientIdOrEmpty() {
        return clientId == null ? "" : clientId;
    }
}
