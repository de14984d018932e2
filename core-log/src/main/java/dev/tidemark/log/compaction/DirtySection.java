package dev.tidemark.log.compaction;

import dev.tidemark.log.segment.Segment;
import java.util.List;

/**
 * What a round of compaction would find new in a log, by Kafka's rules. Immutable.
 *
 * @param firstDirtyOffset where the round before stopped
 * @param upToOffset where this one may go at most
 * @param cleanBytes segments before
 * @param dirtyBytes segments that begin or go on in between
 * @param overdue whether a record in between waits for longer than {@code max.compaction.lag.ms}
 */
public record DirtySection(long firstDirtyOffset, long upToOffset, long cleanBytes, long dirtyBytes, boolean overdue) {

    /**
     * Looks at a log; any thread, which reads what segments say of themselves.
     *
     * @param segments all, the active one last
     * @param compactedOffset the point of the round before; outside of the sealed segments it says nothing
     * @param stableOffset no transaction below is undecided, and all below is on disk
     * @param minLagMs younger segments, by their largest timestamp, stay as they are
     * @param maxLagMs older ones, by their first timestamp, are overdue
     */
    public static DirtySection of(List<Segment> segments, long compactedOffset, long stableOffset, long minLagMs,
            long maxLagMs, long nowMs) {
        long start = segments.getFirst().baseOffset();
        long sealedEnd = segments.getLast().baseOffset();
        long firstDirty = compactedOffset >= start && compactedOffset <= sealedEnd ? compactedOffset : start;
        long upTo = Math.min(stableOffset, sealedEnd);
        long clean = 0;
        long dirty = 0;
        boolean overdue = false;
        for (int i = 0; i + 1 < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (segment.baseOffset() < firstDirty) {
                clean += segment.sizeBytes();
            }
            if (segments.get(i + 1).baseOffset() <= firstDirty) {
                continue;
            }
            if (minLagMs > 0 && nowMs - segment.largestTimestamp() < minLagMs) {
                upTo = Math.min(upTo, segment.baseOffset());
            }
            if (segment.baseOffset() >= upTo || firstDirty >= upTo) {
                break;
            }
            dirty += segment.sizeBytes();
            overdue |= isOverdue(segment, Math.max(minLagMs, maxLagMs), nowMs);
        }
        return new DirtySection(firstDirty, Math.max(firstDirty, upTo), clean, dirty, overdue);
    }

    /** Whether a segment's first record is older than the lag allows; records without a timestamp say nothing. */
    public static boolean isOverdue(Segment segment, long maxLagMs, long nowMs) {
        if (maxLagMs == Long.MAX_VALUE) {
            return false; // without opening its file
        }
        long first = segment.firstTimestamp();
        return first >= 0 && nowMs - first > maxLagMs;
    }

    /** The share of the log that is new, without what may not be compacted yet. */
    public double ratio() {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
    }

    /** Whether a round is worth its while. */
    public boolean wants(double minDirtyRatio) {
        return dirtyBytes > 0 && (overdue || ratio() > minDirtyRatio);
    }
}
