package dev.tidemark.log.segment;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;

/** How far a segment is indexed. Whoever appends to the segment runs it; the timestamps are read by any thread. */
final class IndexProgress {

    private volatile long largestTimestamp = BatchLayout.NO_TIMESTAMP;
    private volatile long largestTimestampOffset;
    private int bytesSinceEntry;

    /** Of an empty segment. */
    IndexProgress(long baseOffset) {
        this.largestTimestampOffset = baseOffset;
    }

    /** Where an earlier run was. */
    IndexProgress(long largestTimestamp, long largestTimestampOffset, int bytesSinceEntry) {
        this.largestTimestamp = largestTimestamp;
        this.largestTimestampOffset = largestTimestampOffset;
        this.bytesSinceEntry = bytesSinceEntry;
    }

    /** Takes a batch into account and says whether it gets an entry. */
    boolean add(RecordBatch batch, int indexIntervalBytes) {
        long timestamp = batch.maxTimestamp();
        if (timestamp > largestTimestamp) {
            largestTimestampOffset = batch.lastOffset();
            largestTimestamp = timestamp;
        }
        boolean due = bytesSinceEntry > indexIntervalBytes;
        int before = due ? 0 : bytesSinceEntry;
        bytesSinceEntry = (int) Math.min(Integer.MAX_VALUE, (long) before + batch.sizeInBytes());
        return due;
    }

    /** Whether one of the batches in this many bytes may get an entry. */
    boolean entryDue(int bytes, int indexIntervalBytes) {
        return (long) bytesSinceEntry + bytes > indexIntervalBytes;
    }

    /** Bytes from the batch of the last entry on. */
    int bytesSinceEntry() {
        return bytesSinceEntry;
    }

    long largestTimestamp() {
        return largestTimestamp;
    }

    /** Last offset of the batch that has the largest timestamp. */
    long largestTimestampOffset() {
        return largestTimestampOffset;
    }
}
