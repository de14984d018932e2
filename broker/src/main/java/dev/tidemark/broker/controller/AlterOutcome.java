package dev.tidemark.broker.controller;

import dev.tidemark.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What became of a change that is done wholly or not at all.
 *
 * @param message what was wrong, for people; null if nothing was
 */
public record AlterOutcome(ErrorCode error, @Nullable String message) {

    /** It is done. */
    public static final AlterOutcome DONE = new AlterOutcome(ErrorCode.NONE, null);

    boolean failed() {
        return error != ErrorCode.NONE;
    }
}
