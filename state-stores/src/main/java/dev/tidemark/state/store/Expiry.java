package dev.tidemark.state.store;

/**
 * How far time has expired in a store: in the running interval, which its readers see, and in the sealed, the committed and the
 * checkpointed one. Run by the task's worker.
 */
// Invariant: durable <= leaving <= committed <= sealed <= running.
final class Expiry {

    static final long NEVER = Long.MIN_VALUE;

    private long runningMs = NEVER;
    private long sealedMs = NEVER;
    private long committedMs = NEVER;
    private long leavingMs = NEVER;
    private long durableMs = NEVER;

    /** What lies before this has expired, in all layers; {@link #NEVER} if nothing has. */
    long beforeMs() {
        return runningMs;
    }

    /** What lies before this has expired from now on; an earlier time than before changes nothing. */
    void raise(long beforeMs) {
        runningMs = Math.max(runningMs, beforeMs);
    }

    /** Whether the running interval let something expire. */
    boolean raised() {
        return runningMs != sealedMs;
    }

    void sealed() {
        sealedMs = runningMs;
    }

    void committed() {
        committedMs = sealedMs;
    }

    long committedMs() {
        return committedMs;
    }

    void aborted() {
        sealedMs = committedMs;
        runningMs = committedMs;
    }

    /** Whether something expired by commits that no checkpoint has yet. */
    boolean awaitsCheckpoint() {
        return committedMs > durableMs;
    }

    /** A checkpoint begins. */
    void leaves() {
        leavingMs = committedMs;
    }

    /** How far time had expired by commits when the last checkpoint began. */
    long leavingMs() {
        return leavingMs;
    }

    /** The engine has it. */
    void left() {
        durableMs = leavingMs;
    }

    /** The store's content says so: at opening, or by a record of its changelog. */
    void loaded(long beforeMs) {
        runningMs = beforeMs;
        sealedMs = beforeMs;
        committedMs = beforeMs;
        leavingMs = beforeMs;
        durableMs = beforeMs;
    }
}
