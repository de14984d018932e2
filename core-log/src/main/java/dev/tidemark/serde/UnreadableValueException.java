package dev.tidemark.serde;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;

/**
 * Bytes that a serde cannot read. A serde knows why, not where: whoever called it knows the topic and offset, or the store, and
 * makes the failure that people see with {@link #at}.
 */
public final class UnreadableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param why what was found, against what was expected */
    public UnreadableValueException(String why) {
        super(why);
    }

    /** As above, with the exception that led here. */
    public UnreadableValueException(String why, Throwable cause) {
        super(why, cause);
    }

    /**
     * The failure with its position.
     *
     * @param part {@code key}, {@code value} or what else was read
     * @param where topic-partition@offset
     */
    public TidemarkException at(String part, String where) {
        return new TidemarkException(FailureCode.RECORD_UNREADABLE, "The " + part + " of a record cannot be read",
                where,
                String.valueOf(getMessage()),
                "check that the serde matches what the producer writes, or send unreadable records to a dead letter topic",
                this);
    }
}
