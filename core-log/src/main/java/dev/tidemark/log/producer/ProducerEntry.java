package dev.tidemark.log.producer;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import org.jspecify.annotations.Nullable;

/** One producer's state in one log; confined to the log's owner. */
final class ProducerEntry {

    /** As many batches as a client may have in flight: older ones cannot be retried any more. */
    static final int REMEMBERED = 5;
    static final long NO_TRANSACTION = -1L;

    final long producerId;
    private short epoch;
    private int coordinatorEpoch = -1;
    private long lastSeenMs = BatchLayout.NO_TIMESTAMP;
    private long transactionFirstOffset = NO_TRANSACTION;
    private long transactionSinceMs = BatchLayout.NO_TIMESTAMP;
    // A ring of the last batches of the current epoch; Invariant: 0 <= count <= REMEMBERED, the newest is at (next - 1).
    private final int[] lastSequences = new int[REMEMBERED];
    private final long[] lastOffsets = new long[REMEMBERED];
    private final int[] offsetDeltas = new int[REMEMBERED];
    private final long[] timestamps = new long[REMEMBERED];
    private int next;
    private int count;
    private boolean beganLate;

    ProducerEntry(long producerId, short epoch) {
        this.producerId = producerId;
        this.epoch = epoch;
    }

    short epoch() {
        return epoch;
    }

    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    /** When its latest batch or marker was written here, by the broker's clock. */
    long lastSeenMs() {
        return lastSeenMs;
    }

    long transactionFirstOffset() {
        return transactionFirstOffset;
    }

    /** When the open transaction's first batch was written; a snapshot does not hold it, so then when the latest one before it was. */
    long transactionSinceMs() {
        return transactionSinceMs;
    }

    boolean inTransaction() {
        return transactionFirstOffset != NO_TRANSACTION;
    }

    /**
     * Whether the epoch's first batch here had another sequence than 0: the ones before it may never have come. A snapshot does not hold it; after
     * a restart older batches than the remembered one are taken for written, which is what they nearly always are.
     */
    boolean beganLate() {
        return beganLate;
    }

    int lastSequence() {
        return count == 0 ? BatchLayout.NO_SEQUENCE : lastSequences[newest()];
    }

    long lastOffset() {
        return count == 0 ? -1 : lastOffsets[newest()];
    }

    int lastOffsetDelta() {
        return count == 0 ? 0 : offsetDeltas[newest()];
    }

    private int newest() {
        return (next + REMEMBERED - 1) % REMEMBERED;
    }

    /** The remembered batch of these sequences, or null. */
    ProducerVerdict.@Nullable Duplicate duplicateOf(RecordBatch batch) {
        if (batch.producerEpoch() != epoch) {
            return null;
        }
        for (int back = 1; back <= count; back++) {
            int i = (next + REMEMBERED - back) % REMEMBERED;
            int firstSequence = RecordBatch.sequencePlus(lastSequences[i], -offsetDeltas[i]);
            if (batch.baseSequence() == firstSequence && batch.lastSequence() == lastSequences[i]) {
                return new ProducerVerdict.Duplicate(lastOffsets[i] - offsetDeltas[i], lastOffsets[i], timestamps[i]);
            }
        }
        return null;
    }

    /** Takes a batch into account; not one of a snapshot. */
    void append(RecordBatch batch, long seenMs) {
        if (count == 0) {
            beganLate = batch.baseSequence() != 0;
        }
        add(batch.lastSequence(), batch.lastOffset(), batch.lastOffsetDelta(), batch.maxTimestamp());
        lastSeenMs = seenMs;
    }

    void add(int lastSequence, long lastOffset, int offsetDelta, long timestampMs) {
        lastSequences[next] = lastSequence;
        lastOffsets[next] = lastOffset;
        offsetDeltas[next] = offsetDelta;
        timestamps[next] = timestampMs;
        next = (next + 1) % REMEMBERED;
        count = Math.min(count + 1, REMEMBERED);
    }

    void moveToEpoch(short newEpoch) {
        if (newEpoch != epoch) {
            epoch = newEpoch;
            count = 0;
            next = 0;
        }
    }

    void beginTransaction(long firstOffset, long seenMs) {
        transactionFirstOffset = firstOffset;
        transactionSinceMs = seenMs;
    }

    void endTransaction(int markerCoordinatorEpoch, long seenMs) {
        transactionFirstOffset = NO_TRANSACTION;
        coordinatorEpoch = markerCoordinatorEpoch;
        lastSeenMs = seenMs;
    }

    void seen(long nowMs) {
        lastSeenMs = nowMs;
        transactionSinceMs = nowMs;
    }

    void restore(int restoredCoordinatorEpoch, long restoredLastSeenMs, long restoredTransactionFirstOffset) {
        coordinatorEpoch = restoredCoordinatorEpoch;
        lastSeenMs = restoredLastSeenMs;
        transactionFirstOffset = restoredTransactionFirstOffset;
        transactionSinceMs = restoredLastSeenMs;
    }
}
