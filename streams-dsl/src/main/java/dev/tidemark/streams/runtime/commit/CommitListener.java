package dev.tidemark.streams.runtime.commit;

/** Told on the worker's loop how commits go: metrics, the status, and the journal that crash tests read. */
public interface CommitListener {

    /** The protocol entered a phase. Called before the phase's first effect. */
    void entered(CommitPhase phase);

    /** Listens to nothing. */
    CommitListener NONE = phase -> {};
}
