package dev.tidemark.verification.simulation.schedule;

/** What kind of thing happens in an event, as the hash and the trace tell it. */
public enum EventKind {
    /** A loop's turn. */
    TURN(1),
    /** A piece of work on an executor: a force, files made or taken away. */
    DISK(2),
    /** Bytes arrive. */
    BYTES(3),
    /** A connection opens or ends. */
    CONNECTION(4),
    /** Something breaks, or is mended. */
    FAULT(5),
    /** Somebody outside the cluster does something. */
    STEP(6);

    private final int code;

    EventKind(int code) {
        this.code = code;
    }

    /** A number that stays, whatever is added here. */
    int code() {
        return code;
    }
}
