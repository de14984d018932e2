package dev.tidemark.client.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection could not be opened, or ended with requests outstanding, whose outcome is then unknown. */
public final class ConnectionLostException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message names the endpoint and what happened, in words for a log line */
    public ConnectionLostException(String message) {
        this(message, null);
    }

    public ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
