package dev.tidemark.log.compaction;

import dev.tidemark.log.segment.OpenSegment;
import dev.tidemark.log.segment.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment that took the place of a run of others on disk. Until the log's owner has taken it over, the run is read from its open files,
 * whatever their names are by now; {@link #release} gives these back.
 *
 * @param run neighbours, in order
 * @param by what is left of them
 * @param held the run's open files
 */
public record Replaced(List<Segment> run, Segment by, List<OpenSegment> held) {

    /** Opens all that a reader may want of the segments: afterwards nobody opens a file of theirs by its name. */
    static List<OpenSegment> hold(List<Segment> run) {
        List<OpenSegment> held = new ArrayList<>();
        try {
            for (Segment segment : run) {
                OpenSegment open = segment.hold();
                if (open == null) {
                    throw new Compaction.Stopped(); // the log was taken away
                }
                held.add(open);
                open.offsets();
                open.times();
                segment.largestTimestamp();
                segment.abortedTransactions();
            }
            return held;
        } catch (RuntimeException e) {
            held.forEach(OpenSegment::release);
            throw e;
        }
    }

    /** The owner has taken the replacement over, or will not any more. */
    public void release() {
        held.forEach(OpenSegment::release);
    }
}
