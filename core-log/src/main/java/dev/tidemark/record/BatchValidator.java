package dev.tidemark.record;

import org.jspecify.annotations.Nullable;

/**
 * Judges a producer's batch in full before it is appended: header, CRC, every record. Run by whoever holds it, before the
 * partition's owner sees the batch, since it costs in the batch's size.
 */
public final class BatchValidator {

    private final RecordCursor cursor;
    private long maxTimestamp;
    private long offsetDeltaOfMaxTimestamp;

    public BatchValidator() {
        this(RecordCursor.DECOMPRESSED_BYTES_MAX);
    }

    /** @param decompressedBytesMax what a batch may decompress to; a larger one is refused */
    public BatchValidator(int decompressedBytesMax) {
        this.cursor = new RecordCursor(decompressedBytesMax);
    }

    /**
     * Walks the batch.
     *
     * @return null if a leader may append it
     */
    public @Nullable BatchProblem validate(RecordBatch batch) {
        BatchProblem header = batch.validate();
        if (header != null) {
            return header;
        }
        int count = batch.recordCount();
        if (count == 0 || batch.lastOffsetDelta() != count - 1) {
            return BatchProblem.NOT_CONSECUTIVE;
        }
        maxTimestamp = BatchLayout.NO_TIMESTAMP;
        offsetDeltaOfMaxTimestamp = 0;
        long baseOffset = batch.baseOffset();
        cursor.reset(batch);
        // Offset deltas grow and end at count - 1, so that count of them can only be 0, 1, 2, ...
        while (cursor.next()) {
            if (cursor.timestamp() > maxTimestamp) {
                maxTimestamp = cursor.timestamp();
                offsetDeltaOfMaxTimestamp = cursor.offset() - baseOffset;
            }
        }
        return cursor.problem();
    }

    /** The largest timestamp of the records of the last batch, whatever its header claims. */
    public long maxTimestamp() {
        return maxTimestamp;
    }

    /** Which record has it: its offset less the batch's base offset. */
    public long offsetDeltaOfMaxTimestamp() {
        return offsetDeltaOfMaxTimestamp;
    }
}
