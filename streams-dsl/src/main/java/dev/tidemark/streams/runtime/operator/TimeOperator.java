package dev.tidemark.streams.runtime.operator;

/** An operator that waits for time: what it has taken, it sends or lets go when the frontier has passed it. Run by its task. */
interface TimeOperator {

    /**
     * Fires what is due at the frontier, in the order of time and key, as far as {@code limit} results go.
     *
     * @return how many results were sent; fewer than {@code limit} means that nothing is left to fire
     */
    int fire(long frontierMs, int limit);

    /** What leaves this operator from now on has at least this time, unless flagged late (rule D). */
    long outputFrontier(long frontierMs);

    /** The interval ends: the store has to say what is still to be sent, as {@link #reload} takes it from there. */
    default void endInterval() {}

    /** Takes what waits from the store: when the task was opened, and when an interval has fallen. */
    void reload();
}
