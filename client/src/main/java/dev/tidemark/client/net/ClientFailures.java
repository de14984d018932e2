package dev.tidemark.client.net;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A broker's refusal as something a person can act on. Pure. */
public final class ClientFailures {

    private ClientFailures() {}

    /**
     * @param what could not be done
     * @param where topic, partition, group
     * @param message the broker's own words, or null
     */
    public static TidemarkException refused(String what, String where, ErrorCode error, @Nullable String message) {
        String why = error + ": " + (message == null || message.isEmpty() ? error.message() : message);
        return new TidemarkException(codeOf(error), what, where, why, remedy(error));
    }

    private static FailureCode codeOf(ErrorCode error) {
        if (error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || error == ErrorCode.UNKNOWN_TOPIC_ID) {
            return FailureCode.TOPIC_UNKNOWN;
        }
        return error == ErrorCode.GROUP_ID_NOT_FOUND ? FailureCode.GROUP_UNKNOWN : FailureCode.REQUEST_FAILED;
    }

    private static String remedy(ErrorCode error) {
        if (error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
            return "see the name with: tidemark topic list";
        }
        if (error == ErrorCode.TOPIC_ALREADY_EXISTS) {
            return "take another name, or delete the topic first";
        }
        if (error == ErrorCode.GROUP_ID_NOT_FOUND) {
            return "see the name with: tidemark group list";
        }
        return error.retriable() ? "try again; see the broker's log if it lasts"
                : "change the request as the reason says; the broker's log has more";
    }
}
