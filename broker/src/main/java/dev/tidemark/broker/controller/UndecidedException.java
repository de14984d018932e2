package dev.tidemark.broker.controller;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import java.util.concurrent.CompletionException;

/**
 * A command changed nothing, or nobody knows whether it did: the asker may try again, and looks first. Without a stack, since it says nothing
 * about the code.
 */
final class UndecidedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    private UndecidedException(ErrorCode error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    /** The controller does not lead, or does not know what became of a batch. */
    static UndecidedException notController() {
        return new UndecidedException(ErrorCode.NOT_CONTROLLER, ErrorCode.NOT_CONTROLLER.message());
    }

    /** The disk has no room for the batch. */
    static UndecidedException noRoom() {
        return new UndecidedException(ErrorCode.KAFKA_STORAGE_ERROR,
                "the disk of the metadata log is full; nothing was changed. Make room, then try again");
    }

    /** The one that a stage failed with; anything else is a bug. */
    static UndecidedException of(Throwable failed) {
        Throwable cause = failed instanceof CompletionException && failed.getCause() != null ? failed.getCause()
                : failed;
        Invariants.check(cause instanceof UndecidedException, "a command failed with %s", cause);
        return (UndecidedException) cause;
    }

    ErrorCode error() {
        return error;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
