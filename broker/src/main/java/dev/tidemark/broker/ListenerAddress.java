package dev.tidemark.broker;

/**
 * One entry of {@code listeners} or {@code advertised.listeners}: {@code NAME://HOST:PORT}.
 *
 * @param name upper case, for example PLAINTEXT
 * @param host a name or literal address; empty means all interfaces
 * @param port 0 takes a free one
 */
public record ListenerAddress(String name, String host, int port) {

    /** The address as it stands in configuration. */
    @Override
    public String toString() {
        return name + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
