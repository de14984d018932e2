package dev.tidemark.log.segment;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.index.OffsetIndex;
import dev.tidemark.log.index.TimeIndex;
import dev.tidemark.log.index.TransactionIndex;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.Storage;

/** Writes a segment's derived files anew while somebody walks its batches. Confined to its caller. */
public final class IndexRebuild implements AutoCloseable {

    private final Segment segment;
    private final int intervalBytes;
    private final OffsetIndex offsets;
    private final TimeIndex times;
    private final TransactionIndex transactions;
    private final IndexProgress progress;
    private int bytes;

    /** Drops what there is. */
    public IndexRebuild(Storage storage, Segment segment, int indexBytesMax, int intervalBytes) {
        this.segment = segment;
        this.intervalBytes = intervalBytes;
        segment.derived().drop();
        this.offsets = new OffsetIndex(storage, segment.path(LogFileNames.OFFSET_INDEX), segment.baseOffset(),
                indexBytesMax, 0);
        this.times = new TimeIndex(storage, segment.path(LogFileNames.TIME_INDEX), segment.baseOffset(), indexBytesMax,
                0);
        this.transactions = new TransactionIndex(storage, segment.path(LogFileNames.TRANSACTION_INDEX));
        this.progress = new IndexProgress(segment.baseOffset());
    }

    /** The next batch of the segment. */
    public void add(RecordBatch batch, int position) {
        bytes = position + batch.sizeInBytes();
        if (progress.add(batch, intervalBytes) && position > 0 && !offsets.full()) {
            offsets.append(batch.lastOffset(), position);
            times.appendIfNew(progress.largestTimestamp(), progress.largestTimestampOffset());
        }
    }

    /** A transaction aborted by a marker in the segment. */
    public void add(AbortedTransaction aborted) {
        transactions.append(aborted);
    }

    /** Closes the files and vouches for them. */
    public void finish() {
        times.appendLastIfNew(progress.largestTimestamp(), progress.largestTimestampOffset());
        offsets.trim();
        times.trim();
        transactions.save();
        close();
        segment.derived().vouch(progress, bytes);
    }

    @Override
    public void close() {
        offsets.close();
        times.close();
        transactions.close();
    }
}
