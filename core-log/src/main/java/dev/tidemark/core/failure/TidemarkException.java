package dev.tidemark.core.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a person can act on: what failed, where, why, and what to do. Its message is the four lines that a
 * terminal or log shows.
 *
 * <pre>
 * TM-4001  A batch of the log cannot be read
 *   at      orders-2/00000000000000010000.log, position 4096
 *   why     its CRC-32C is 1a2b3c4d, its bytes give 5e6f7081
 *   do      restore the file from a replica or a backup; nothing behind the position was dropped
 * </pre>
 */
public class TidemarkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FailureCode code;
    private final String what;
    private final String where;
    private final String why;
    private final String remedy;

    /**
     * @param code the cause's own code
     * @param what one line: what could not be done
     * @param where the position: file and byte, topic-partition@offset, line of a configuration, flag
     * @param why what was found, against what was expected
     * @param remedy what the reader can do, as a command or a setting if there is one
     */
    public TidemarkException(FailureCode code, String what, String where, String why, String remedy) {
        this(code, what, where, why, remedy, null);
    }

    /** As above, with the exception that led here. */
    public TidemarkException(FailureCode code, String what, String where, String why, String remedy,
            @Nullable Throwable cause) {
        super(code.text() + "  " + what + "\n  at      " + where + "\n  why     " + why + "\n  do      " + remedy,
                cause);
        this.code = code;
        this.what = what;
        this.where = where;
        this.why = why;
        this.remedy = remedy;
    }

    public FailureCode code() {
        return code;
    }

    public String what() {
        return what;
    }

    public String where() {
        return where;
    }

    public String why() {
        return why;
    }

    public String remedy() {
        return remedy;
    }
}
