package dev.tidemark.streams.runtime.time;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.wire.Marker;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The frontiers of all writers of one incoming edge, as one partition of it has told them (rule F): the vector {@code V}.
 * Run by the task that reads the partition. The edge's frontier is the least of them, so a writer that has not been
 * heard of holds everything.
 */
// Invariant: no element ever decreases.
public final class EdgeReception {

    /** The only writer-set version there is as long as the number of writers cannot change. */
    public static final int FIRST_VERSION = 1;

    private final int edge;
    private final String topic;
    private final @Nullable WriterState[] writers;
    private final BitSet changed = new BitSet();
    private long frontierMs = Frontier.MIN;

    /** @param writers how many tasks the writing stage has */
    public EdgeReception(int edge, String topic, int writers) {
        this.edge = edge;
        this.topic = topic;
        this.writers = new WriterState[writers];
    }

    /**
     * Takes the next marker of the partition, in log order.
     *
     * @return whether it told anything new; a sequence that was seen before tells nothing
     */
    public boolean receive(Marker marker, String where) {
        checkFits(marker.edge(), marker.writerSetVersion(), marker.writers(), marker.writer(), where);
        WriterState known = writers[marker.writer()];
        if (known != null && marker.sequence() <= known.sequence()) {
            return false;
        }
        boolean replaced = known != null && owner(marker.sequence()) > owner(known.sequence());
        Invariants.check(known == null || replaced || marker.frontierMs() >= known.frontierMs(),
                "%s: the frontier of writer %s went back from %s to %s", where, marker.writer(),
                known == null ? "-" : known.frontierMs(), marker.frontierMs());
        long frontier = known == null ? marker.frontierMs() : Math.max(known.frontierMs(), marker.frontierMs());
        writers[marker.writer()] = new WriterState(marker.writerSetVersion(), marker.writers(), marker.sequence(),
                frontier, marker.status());
        changed.set(marker.writer());
        frontierMs = least();
        return true;
    }

    /**
     * Tells apart the owners that a writing task had, where they number their commits so: without transactions one may begin behind what the one before
     * has told, since that may have been more than it committed. What it sends again then was here before.
     */
    private static long owner(long sequence) {
        return sequence >>> Marker.OWNER_SHIFT;
    }

    /** The least frontier of all writers. */
    public long frontierMs() {
        return frontierMs;
    }

    /** Whether every writer has closed. */
    public boolean closed() {
        return frontierMs == Frontier.MAX;
    }

    public int edge() {
        return edge;
    }

    /** What is known of a writer, or null if nothing. */
    public @Nullable WriterState writer(int writer) {
        return writers[writer];
    }

    /** The writers whose state changed since {@link #clearChanged}. */
    public BitSet changed() {
        return changed;
    }

    public void clearChanged() {
        changed.clear();
    }

    /** A copy of all states, for {@link #restore}. */
    public @Nullable WriterState[] snapshot() {
        return Arrays.copyOf(writers, writers.length);
    }

    /** Goes back to a snapshot. */
    public void restore(@Nullable WriterState[] snapshot) {
        System.arraycopy(snapshot, 0, writers, 0, writers.length);
        changed.clear();
        frontierMs = least();
    }

    /** Puts one writer's stored state in place, when the task is opened. */
    public void restore(int writer, WriterState state, String where) {
        checkFits(edge, state.writerSetVersion(), state.writers(), writer, where);
        writers[writer] = state;
        frontierMs = least();
    }

    private long least() {
        long least = Frontier.MAX;
        for (WriterState writer : writers) {
            least = Math.min(least, writer == null ? Frontier.MIN : writer.frontierMs());
        }
        return least;
    }

    private void checkFits(int fromEdge, int version, int count, int writer, String where) {
        if (fromEdge != edge || version != FIRST_VERSION || count != writers.length || writer < 0
                || writer >= writers.length) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID,
                    "The writers of '" + topic + "' are not the ones this topology has", where,
                    "edge " + fromEdge + ", writer " + writer + " of " + count + ", version " + version
                            + "; expected edge " + edge + " with " + writers.length + " writers, version "
                            + FIRST_VERSION + ": the topology or the number of source partitions changed",
                    "run the changed application under a new application.id");
        }
    }
}
