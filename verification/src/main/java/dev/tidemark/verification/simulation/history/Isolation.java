package dev.tidemark.verification.simulation.history;

/** What a reader asks to see. */
public enum Isolation {
    /** All that is replicated. */
    UNCOMMITTED,
    /** Nothing of open or aborted transactions. */
    COMMITTED
}
