package dev.tidemark.broker.net;

/**
 * How one listener serves. Immutable.
 *
 * @param host the address to bind: a literal IP or a name
 * @param port the port, 0 for a free one
 * @param insecureListen whether an address beyond loopback is accepted although nothing on this listener authenticates
 * @param requestBytesMax largest frame, {@code socket.request.max.bytes}
 * @param requestsInFlightMax how many requests of one connection are worked on at once; more stay in the socket
 * @param idleMsMax after how long without a byte either way a connection is closed, {@code connections.max.idle.ms}; -1 never
 * @param stallMsMax how long a request that has begun may bring next to nothing before its connection is closed, {@code tidemark.request.stall.ms}
 */
public record ListenerSettings(String host, int port, boolean insecureListen, int requestBytesMax,
        int requestsInFlightMax, long idleMsMax, long stallMsMax) {

    private static final int REQUEST_BYTES_MAX = 104_857_600;
    private static final int REQUESTS_IN_FLIGHT_MAX = 64;
    private static final long IDLE_MS_MAX = 600_000;
    private static final long STALL_MS_MAX = 30_000;

    /** Kafka's defaults on this address. */
    public static ListenerSettings of(String host, int port) {
        return new ListenerSettings(host, port, false, REQUEST_BYTES_MAX, REQUESTS_IN_FLIGHT_MAX, IDLE_MS_MAX,
                STALL_MS_MAX);
    }

    /** The same, also beyond loopback or not. */
    public ListenerSettings insecureListen(boolean accepted) {
        return new ListenerSettings(host, port, accepted, requestBytesMax, requestsInFlightMax, idleMsMax,
                stallMsMax);
    }

    /** The same with another largest frame. */
    public ListenerSettings requestBytesMax(int bytes) {
        return new ListenerSettings(host, port, insecureListen, bytes, requestsInFlightMax, idleMsMax, stallMsMax);
    }

    /** The same with another time after which idle connections are closed. */
    public ListenerSettings idleMsMax(long ms) {
        return new ListenerSettings(host, port, insecureListen, requestBytesMax, requestsInFlightMax, ms, stallMsMax);
    }

    /** The same with another time after which a request that does not come on is given up. */
    public ListenerSettings stallMsMax(long ms) {
        return new ListenerSettings(host, port, insecureListen, requestBytesMax, requestsInFlightMax, idleMsMax, ms);
    }
}
