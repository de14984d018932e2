package dev.tidemark.log.retention;

import dev.tidemark.log.segment.Segment;
import java.util.List;

/**
 * How many of a log's oldest segments go, by {@code retention.ms} and {@code retention.bytes}. Pure.
 *
 * @param retentionMs -1 = for ever
 * @param retentionBytes -1 = no limit
 */
public record RetentionPolicy(long retentionMs, long retentionBytes) {

    /**
     * The number of segments to drop from the old end. It may be all of them: the caller rolls the active one first then.
     *
     * @param segments ascending
     * @param highWatermark a segment that reaches it stays
     */
    public int deletable(List<Segment> segments, long logEndOffset, long highWatermark, long nowMs) {
        int below = 0;
        while (below < segments.size() && segments.get(below).sizeBytes() > 0
                && endOf(segments, below, logEndOffset) <= highWatermark) {
            below++;
        }
        return Math.max(byTime(segments.subList(0, below), nowMs), bySize(segments, below));
    }

    private static long endOf(List<Segment> segments, int i, long logEndOffset) {
        return i + 1 < segments.size() ? segments.get(i + 1).baseOffset() : logEndOffset;
    }

    private int byTime(List<Segment> candidates, long nowMs) {
        if (retentionMs < 0) {
            return 0;
        }
        int expired = 0;
        for (Segment segment : candidates) {
            long largest = segment.largestTimestamp();
            // Records without a timestamp say nothing about their age.
            if (largest < 0 || nowMs - largest <= retentionMs) {
                break;
            }
            expired++;
        }
        return expired;
    }

    private int bySize(List<Segment> segments, int below) {
        if (retentionBytes < 0) {
            return 0;
        }
        long excess = -retentionBytes;
        for (Segment segment : segments) {
            excess += segment.sizeBytes();
        }
        int dropped = 0;
        while (dropped < below && dropped < segments.size() - 1 && excess - segments.get(dropped).sizeBytes() >= 0) {
            excess -= segments.get(dropped).sizeBytes();
            dropped++;
        }
        return dropped;
    }
}
