package dev.tidemark.streams.runtime.time;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.streams.topology.Edge;
import dev.tidemark.streams.wire.Marker;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a task tells its output frontier on one outgoing edge (rules D and E): when it crosses a multiple of the
 * edge's quantum, when it closes, and again after {@link #REPEAT_AFTER_MS} without either. Run by the writing task.
 */
// Invariant: what is told never decreases.
public final class EdgeAnnouncer {

    /** An unchanged frontier is told again after this long, for readers that are new. */
    public static final long REPEAT_AFTER_MS = 10_000;

    /** What may fire at any time is told no more often than this, unless it is the first or the last. */
    public static final long CONTINUOUS_EVERY_MS = 200;

    private final Edge edge;
    private final int writer;
    private final int writers;
    private long reachedMs = Frontier.MIN;
    private long toldMs = Frontier.MIN;
    private long toldAtMs;

    /**
     * @param writer partition of the writing task
     * @param writers how many tasks the writing stage has
     * @param nowMs monotonic
     */
    public EdgeAnnouncer(Edge edge, int writer, int writers, long nowMs) {
        this.edge = edge;
        this.writer = writer;
        this.writers = writers;
        this.toldAtMs = nowMs;
    }

    public Edge edge() {
        return edge;
    }

    /**
     * The least frontier of what flows into the edge, holds included, has come so far. It never goes back here: an
     * operator that takes its hold late must not make it.
     */
    public void reached(long frontierMs) {
        reachedMs = Math.max(reachedMs, frontierMs);
    }

    /** The output frontier {@code O}. */
    public long frontierMs() {
        return reachedMs;
    }

    /** What was told last. */
    public long toldMs() {
        return toldMs;
    }

    /** Whether a marker would tell something new. */
    public boolean crossed() {
        if (reachedMs == toldMs) {
            return false;
        }
        if (reachedMs == Frontier.MAX) {
            return true;
        }
        return edge.carriesTime() && (toldMs == Frontier.MIN
                || Math.floorDiv(reachedMs, edge.quantumMs()) != Math.floorDiv(toldMs, edge.quantumMs()));
    }

    /**
     * Whether a commit should come early for what would be told: a window that waits for it, or the end. What may fire at any
     * time would ask for one at every record.
     */
    public boolean awaited() {
        return crossed() && (reachedMs == Frontier.MAX || edge.quantumMs() != Edge.CONTINUOUS);
    }

    /** Whether a marker is to be sent with the next commit. */
    public boolean due(long nowMs) {
        return (crossed() && heldBackMs(nowMs) == 0) || (toldMs != Frontier.MIN && toldMs != Frontier.MAX
                && nowMs - toldAtMs >= REPEAT_AFTER_MS);
    }

    /** How long what is new is not told yet, since something else was just now; 0: it can be. */
    public long heldBackMs(long nowMs) {
        boolean seldom = edge.quantumMs() == Edge.CONTINUOUS && toldMs != Frontier.MIN && reachedMs != Frontier.MAX;
        return seldom && crossed() ? Math.max(0, CONTINUOUS_EVERY_MS - (nowMs - toldAtMs)) : 0;
    }

    /**
     * The marker to send behind all data of the interval that is being sealed, or null if none is due.
     *
     * @param sequence number of the task's commit: grows from marker to marker
     */
    public @Nullable Marker seal(long sequence, long nowMs) {
        if (!due(nowMs)) {
            return null;
        }
        long tellMs = edge.carriesTime() || reachedMs == Frontier.MAX ? reachedMs : toldMs;
        Invariants.check(tellMs >= toldMs, "edge %s: would tell %s after %s", edge.name(), tellMs, toldMs);
        toldMs = tellMs;
        toldAtMs = nowMs;
        return new Marker(edge.number(), writer, EdgeReception.FIRST_VERSION, writers, sequence, tellMs,
                tellMs == Frontier.MAX ? Marker.Status.CLOSED : Marker.Status.ACTIVE, false);
    }

    /** Goes back to what a commit held, or a stored state says, to have been told (rule H). */
    public void restore(long committedToldMs) {
        toldMs = committedToldMs;
        reachedMs = committedToldMs;
    }
}
