package dev.tidemark.broker.coordinator;

import dev.tidemark.core.failure.Invariants;
import java.util.ArrayDeque;

/**
 * How a coordinator's speculative state is taken back. Owned by one coordinator partition, on the coordinator's loop.
 *
 * <p>A coordinator decides on state whose records are not committed yet: otherwise each command would wait for the disk. So
 * the state in memory runs ahead of the log, and when an append fails the part that ran ahead must go. Since a partition has
 * one append on the way at a time, and what fails takes everything decided after it along, there is never more than one
 * point to return to: the last commit. Two questions then suffice, which a stack answers without copies or versions:
 *
 * <pre>
 *   committed            in flight                queued
 *   ------------------|-------------------------|----------------->
 *                     ^ oldest action            ^ position()      ^ newest
 *
 *   forgetUpTo(p)  the append of everything before p was committed: drop those actions from the old end
 *   rollBack()     an append failed: run all actions, newest first, and the state is the committed one
 * </pre>
 *
 * <p>An action puts back exactly what one change overwrote ({@link TimelineMap} records them), or, for conversations with
 * members that cannot be put back, does what a broken promise calls for, such as starting a rebalance anew.
 */
public final class UndoLog {

    private final ArrayDeque<Runnable> actions = new ArrayDeque<>();
    private long forgotten;

    /** Remembers how to take back the change that is about to be made, or was just made. */
    public void record(Runnable action) {
        actions.addLast(action);
    }

    /** Stands behind the newest action; grows with each. */
    long position() {
        return forgotten + actions.size();
    }

    /** The changes before this position are final. */
    void forgetUpTo(long position) {
        Invariants.check(position <= position(), "only changes that were made can be final");
        while (forgotten < position) {
            actions.removeFirst();
            forgotten++;
        }
    }

    /** Takes back every change from this position on. */
    void rollBackTo(long position) {
        Invariants.check(position >= forgotten, "final changes cannot be taken back");
        while (position() > position) {
            actions.removeLast().run();
        }
    }

    /** Takes back every change that is not final. */
    void rollBack() {
        rollBackTo(forgotten);
    }
}
