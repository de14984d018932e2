package dev.tidemark.core.failure;

/**
 * The failures that Tidemark explains, one code per cause. A code never changes its meaning; {@code docs/reference/errors.md}
 * has the long form of each and a test holds the two together.
 *
 * <p>Ranges: 1xxx process and configuration, 2xxx records and serdes, 3xxx topology and time, 4xxx log and disk, 5xxx
 * protocol and client, 6xxx state stores, 7xxx groups and transactions.
 */
public enum FailureCode {
    PORT_TAKEN(1001, ExitCode.FAILED),
    DATA_DIR_IN_USE(1002, ExitCode.FAILED),
    CONFIG_UNREADABLE(1003, ExitCode.USAGE),
    CONFIG_UNKNOWN_KEY(1004, ExitCode.USAGE),
    CONFIG_INVALID_VALUE(1005, ExitCode.USAGE),
    LISTENER_NOT_LOOPBACK(1006, ExitCode.USAGE),
    UNSUPPORTED(1007, ExitCode.USAGE),
    BROKER_UNREACHABLE(1008, ExitCode.FAILED),
    DATA_DIR_UNUSABLE(1009, ExitCode.FAILED),
    COMMAND_LINE_INVALID(1010, ExitCode.USAGE),
    RECORD_UNREADABLE(2001, ExitCode.FAILED),
    RECORD_FOREIGN(2002, ExitCode.FAILED),
    INPUT_ROW_INVALID(2003, ExitCode.FAILED),
    PROCESSING_FAILED(2004, ExitCode.FAILED),
    NODE_UNNAMED(3001, ExitCode.USAGE),
    SERDE_MISSING(3002, ExitCode.USAGE),
    TOPOLOGY_INVALID(3003, ExitCode.USAGE),
    WINDOW_HELD(3004, ExitCode.FAILED),
    LOG_CORRUPT(4001, ExitCode.FAILED),
    DISK_FAILED(4002, ExitCode.FAILED),
    DISK_FULL(4003, ExitCode.FAILED),
    BATCH_INVALID(4004, ExitCode.FAILED),
    FRAME_INVALID(5001, ExitCode.FAILED),
    REQUEST_FAILED(5002, ExitCode.FAILED),
    TOPIC_UNKNOWN(5003, ExitCode.NOT_FOUND),
    GROUP_UNKNOWN(5004, ExitCode.NOT_FOUND),
    DELIVERY_TIMED_OUT(5005, ExitCode.FAILED),
    STORE_CORRUPT(6001, ExitCode.FAILED),
    STORE_REBUILT(6002, ExitCode.FAILED),
    PRODUCER_FENCED(7001, ExitCode.FAILED),
    TRANSACTION_ABORTED(7002, ExitCode.FAILED),
    MEMBER_FENCED(7003, ExitCode.FAILED),
    TRANSACTION_UNKNOWN(7004, ExitCode.NOT_FOUND),
    TRANSACTION_NOT_OPEN(7005, ExitCode.FAILED);

    private final int number;
    private final ExitCode exitCode;

    FailureCode(int number, ExitCode exitCode) {
        this.number = number;
        this.exitCode = exitCode;
    }

    /** {@code TM-2101}: what users search for. */
    public String text() {
        return "TM-" + number;
    }

    /** The status with which a command ends when this failure ends it. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
