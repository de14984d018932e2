package dev.tidemark.cli.dev;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;

/**
 * {@code --listen HOST:PORT}.
 *
 * @param host a name or literal address, IPv6 without brackets
 * @param port 0 takes a free one
 */
record ListenAddress(String host, int port) {

    static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon <= 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = colon <= 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
            if (!host.isEmpty() && port >= 0 && port <= 65_535) {
                return new ListenAddress(host, port);
            }
        } catch (NumberFormatException notANumber) {
            // told below, with all that may be wrong
        }
        throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + text + "' is no address",
                "--listen " + text,
                "it is not HOST:PORT with a port of 0 to 65535", "write it as 127.0.0.1:9092; port 0 takes a free one");
    }

    /** {@code HOST:PORT}, IPv6 in brackets. */
    String text() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
