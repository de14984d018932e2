package dev.tidemark.client.net;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a broker listens.
 *
 * @param host name or literal address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {

    /**
     * The endpoint that {@code host:port} or {@code [ipv6]:port} spells.
     *
     * @throws TidemarkException {@code CONFIG_INVALID_VALUE} if it is neither
     */
    public static Endpoint parse(String text) {
        String trimmed = text.trim();
        int colon = trimmed.lastIndexOf(':');
        int port = colon <= 0 ? -1 : portOf(trimmed.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            throw new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "A broker address cannot be read",
                    "bootstrap.servers, '" + text + "'", "it is not host:port with a port of 1 to 65535",
                    "write it as 127.0.0.1:9092, several separated by commas");
        }
        String host = trimmed.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Endpoint(host, port);
    }

    /** The endpoints of a comma-separated list, in its order. */
    public static List<Endpoint> parseList(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                endpoints.add(parse(part));
            }
        }
        return List.copyOf(endpoints);
    }

    private static int portOf(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
