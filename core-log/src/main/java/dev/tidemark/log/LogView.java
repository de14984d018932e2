package dev.tidemark.log;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.segment.BatchRange;
import dev.tidemark.log.segment.OpenSegment;
import dev.tidemark.log.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A log as it was at one moment. Immutable; any thread. Segments deleted meanwhile are out of its reach, which its methods answer like an
 * offset below the log's start. So are segments that a compaction replaced meanwhile, but for lookups by timestamp: a reader that finds nothing
 * looks whether there is a newer view, and begins again with that one.
 */
// Invariant: logStartOffset <= lastStableOffset <= highWatermark <= logEndOffset
public final class LogView {

    private final Segment[] segments;
    // Bytes of the last segment at that moment; it may have grown since.
    private final int activeBytes;
    private final long logStartOffset;
    private final long lastStableOffset;
    private final long highWatermark;
    private final long logEndOffset;
    private final NavigableMap<Integer, Long> epochs;

    LogView(Segment[] segments, int activeBytes, long logStartOffset, long lastStableOffset, long highWatermark,
            long logEndOffset, NavigableMap<Integer, Long> epochs) {
        this.segments = segments;
        this.activeBytes = activeBytes;
        this.logStartOffset = logStartOffset;
        this.lastStableOffset = lastStableOffset;
        this.highWatermark = highWatermark;
        this.logEndOffset = logEndOffset;
        this.epochs = epochs;
    }

    public long logStartOffset() {
        return logStartOffset;
    }

    /** First offset that a read_committed reader may not see. */
    public long lastStableOffset() {
        return lastStableOffset;
    }

    /** First offset that no reader may see. */
    public long highWatermark() {
        return highWatermark;
    }

    public long logEndOffset() {
        return logEndOffset;
    }

    Segment[] segments() {
        return segments;
    }

    int bytesOf(int segment) {
        return segment == segments.length - 1 ? activeBytes : segments[segment].sizeBytes();
    }

    /** How many segments there are. */
    public int segmentCount() {
        return segments.length;
    }

    /** Bytes of all segments. */
    public long sizeInBytes() {
        long sum = 0;
        for (int i = 0; i < segments.length; i++) {
            sum += bytesOf(i);
        }
        return sum;
    }

    /**
     * Batches from the one that holds {@code fromOffset}; the first may begin before it.
     *
     * @param bytesMax limit of the slice
     * @param upToOffset no batch that reaches this offset is in the slice: high watermark, last stable offset or log end offset
     * @param atLeastOneBatch whether the first batch comes even if it is larger than {@code bytesMax}
     * @return an empty slice if nothing is to be read (yet); null if {@code fromOffset} is outside of the log: OFFSET_OUT_OF_RANGE
     */
    public @Nullable LogSlice read(long fromOffset, int bytesMax, long upToOffset, boolean atLeastOneBatch) {
        if (fromOffset < logStartOffset || fromOffset > logEndOffset) {
            return null;
        }
        long upTo = Math.min(upToOffset, logEndOffset);
        if (fromOffset >= upTo || (bytesMax <= 0 && !atLeastOneBatch)) {
            return LogSlice.empty(fromOffset);
        }
        for (int i = floor(fromOffset); i < segments.length; i++) {
            OpenSegment held = segments[i].hold();
            if (held == null) {
                return null;
            }
            BatchRange range;
            try {
                range = BatchRange.find(held, bytesOf(i), fromOffset, bytesMax, upTo, atLeastOneBatch);
            } catch (Throwable e) {
                held.release();
                throw e;
            }
            if (range != null) {
                return new LogSlice(held, range);
            }
            held.release();
        }
        return LogSlice.empty(fromOffset);
    }

    /** The last segment that begins at or below an offset. */
    int floor(long offset) {
        int low = 0;
        int high = segments.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (segments[middle].baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Math.max(0, high);
    }

    /** The aborted transactions with a record or marker in a range of offsets, for a read_committed reader. */
    public List<AbortedTransaction> abortedTransactions(long fromOffset, long upToOffset) {
        List<AbortedTransaction> found = new ArrayList<>();
        for (int i = floor(fromOffset); i < segments.length; i++) {
            if (segments[i].deleted() && !segments[i].replaced()) {
                continue;
            }
            // Of a replaced segment its own entries, as its compaction loaded them: the reader may hold batches of it.
            for (AbortedTransaction aborted : segments[i].abortedTransactions()) {
                if (aborted.lastOffset() >= fromOffset && aborted.firstOffset() < upToOffset) {
                    found.add(aborted);
                }
                if (aborted.lastStableOffset() >= upToOffset) {
                    return found; // everything below was decided when this one ended
                }
            }
        }
        return found;
    }

    /** The first record below {@code upToOffset} with at least this timestamp; null if there is none. */
    public @Nullable OffsetLookup offsetForTimestamp(long timestampMs, long upToOffset) {
        for (int i = 0; i < segments.length;) {
            Segment segment = segments[i].latest();
            if (!segment.deleted() && segment.largestTimestamp() >= timestampMs) {
                int bytes = segment == segments[i] ? bytesOf(i) : segment.sizeBytes();
                OffsetLookup found = TimestampLookup.in(segment, bytes, timestampMs, logStartOffset, upToOffset);
                if (found != null) {
                    return found;
                }
            }
            if (segments[i].latest() == segment) {
                i++; // not replaced while we looked
            }
        }
        return null;
    }

    /** The first record with the largest timestamp of the log (KIP-734); null if the log is empty. */
    public @Nullable OffsetLookup offsetOfMaxTimestamp() {
        long largest = Long.MIN_VALUE;
        for (Segment each : segments) {
            Segment segment = each.latest();
            largest = Math.max(largest, segment.deleted() ? Long.MIN_VALUE : segment.largestTimestamp());
        }
        return logEndOffset == logStartOffset ? null : offsetForTimestamp(largest, logEndOffset);
    }

    /** The epoch of the batch at an offset, by the leader-epoch file; -1 if unknown. */
    public int leaderEpochOf(long offset) {
        int found = -1;
        for (Map.Entry<Integer, Long> start : epochs.entrySet()) {
            if (start.getValue() > offset) {
                break;
            }
            found = start.getKey();
        }
        return found;
    }

    /**
     * Where an epoch ended (OffsetForLeaderEpoch). One before all that the log still has ended where the log begins, under its own number:
     * Kafka's rule.
     *
     * @return -1 and -1 for an epoch that this log never saw
     */
    public EpochEnd endOffsetForEpoch(int leaderEpoch) {
        if (leaderEpoch >= 0 && leaderEpoch < leaderEpochOf(logStartOffset)) {
            return new EpochEnd(leaderEpoch, logStartOffset);
        }
        Map.Entry<Integer, Long> floor = epochs.floorEntry(leaderEpoch);
        if (floor == null) {
            return new EpochEnd(-1, -1);
        }
        Map.Entry<Integer, Long> next = epochs.higherEntry(floor.getKey());
        if (next == null && leaderEpoch > floor.getKey()) {
            return new EpochEnd(-1, -1);
        }
        return new EpochEnd(floor.getKey(), next == null ? logEndOffset : next.getValue());
    }
}
