package dev.tidemark.streams.runtime.operator;

/**
 * What an operator of windows, sessions or a join has seen since its task was opened, falls included: for metrics and tests, never for results. Run
 * by its task.
 */
public final class WindowCounters {

    private long accepted;
    private long late;
    private long overtaken;
    private long results;

    void accepted() {
        accepted++;
    }

    void late() {
        late++;
    }

    void overtaken() {
        overtaken++;
    }

    void result() {
        results++;
    }

    /** Records that a window or session took, or that partners may join. */
    public long acceptedCount() {
        return accepted;
    }

    /** Records that no window or session took, or no partner can. */
    public long lateCount() {
        return late;
    }

    /** Records that were not too late at their source and yet came behind a fired window or session: a defect, always zero. */
    public long overtakenCount() {
        return overtaken;
    }

    /** Results sent. */
    public long resultCount() {
        return results;
    }
}
