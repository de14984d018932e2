package dev.tidemark.verification.simulation.history;

/** What a client knows of what it asked for. */
public enum Outcome {
    /** It was acknowledged. */
    OK,
    /** It was refused and certainly not done, now or later. */
    FAILED,
    /** It may have been done, or be done yet. */
    UNKNOWN
}
