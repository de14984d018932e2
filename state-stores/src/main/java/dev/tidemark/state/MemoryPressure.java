package dev.tidemark.state;

/** What a worker must do about memory, mildest first; each step also asks for those before it. */
public enum MemoryPressure {
    NONE,
    /** Commit now: what is sealed and committed can be checkpointed. */
    COMMIT,
    /** Checkpoint after the commit. */
    CHECKPOINT,
    /** Stop reading until the pressure is gone. */
    STOP_READING
}
