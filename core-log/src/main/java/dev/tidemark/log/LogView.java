package dev.tidemark.log;

import dev.tidemark.log.index.AbortedTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log as it was at one moment. Immutable; any thread. Segments deleted meanwhile are out of its reach, which its methods answer like an
 * offset below the log's start.
 */
// Invariant: logStartOffset <= lastStableOffset <= highWatermark <= logEndOffset
@SuppressWarnings("DoNotCallSuggester") // bodies follow the published signatures
public final class LogView {

    private LogView() {}

    public long logStartOffset() {
        throw new UnsupportedOperationException();
    }

    /** First offset that a read_committed reader may not see. */
    public long lastStableOffset() {
        throw new UnsupportedOperationException();
    }

    /** First offset that no reader may see. */
    public long highWatermark() {
        throw new UnsupportedOperationException();
    }

    public long logEndOffset() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /** The aborted transactions with a record or marker in a range of offsets, for a read_committed reader. */
    public List<AbortedTransaction> abortedTransactions(long fromOffset, long upToOffset) {
        throw new UnsupportedOperationException();
    }

    /** The first record below {@code upToOffset} with at least this timestamp; null if there is none. */
    public @Nullable OffsetLookup offsetForTimestamp(long timestampMs, long upToOffset) {
        throw new UnsupportedOperationException();
    }

    /** The first record with the largest timestamp of the log (KIP-734); null if the log is empty. */
    public @Nullable OffsetLookup offsetOfMaxTimestamp() {
        throw new UnsupportedOperationException();
    }

    /** The epoch of the batch at an offset, by the leader-epoch file; -1 if unknown. */
    public int leaderEpochOf(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Where an epoch ended (OffsetForLeaderEpoch, ListOffsets). */
    public EpochEnd endOffsetForEpoch(int leaderEpoch) {
        throw new UnsupportedOperationException();
    }
}
