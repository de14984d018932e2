package dev.tidemark.verification.simulation.history;

/** What a partition may forget behind its start offset and after it. */
public enum Cleanup {
    /** Only whole ranges from the beginning: everything from the start offset on is there. */
    DELETE,
    /** Older values of a key, too. */
    COMPACT
}
