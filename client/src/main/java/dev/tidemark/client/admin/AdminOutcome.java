package dev.tidemark.client.admin;

import dev.tidemark.client.net.ClientFailures;
import dev.tidemark.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What became of one thing that was asked for.
 *
 * @param error {@code NONE} if it was done
 * @param message the broker's own words, or null
 */
public record AdminOutcome(ErrorCode error, @Nullable String message) {

    public boolean done() {
        return error == ErrorCode.NONE;
    }

    /**
     * Does nothing if it was done.
     *
     * @throws dev.tidemark.core.failure.TidemarkException otherwise, saying what, where and why
     */
    public void orThrow(String what, String where) {
        if (!done()) {
            throw ClientFailures.refused(what, where, error, message);
        }
    }
}
