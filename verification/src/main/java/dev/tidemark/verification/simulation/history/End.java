package dev.tidemark.verification.simulation.history;

/** How a transaction ended, as its client knows. */
public enum End {
    /** The commit was acknowledged. */
    COMMITTED,
    /** The abort was acknowledged, or no commit was ever asked for. */
    ABORTED,
    /** A commit was asked for and its answer is not known. */
    UNKNOWN
}
