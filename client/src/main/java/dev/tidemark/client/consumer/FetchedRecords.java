package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one fetch brought of one partition, walked record by record; owned by whoever took it, on one thread. Records below the fetch
 * position, control batches and, under {@code read_committed}, aborted transactions are stepped over.
 *
 * <p>Allocates nothing per record: {@link #cursor} stands on the record after each {@link #next}.
 */
public final class FetchedRecords {

    private final TopicPartition partition;
    private final RecordBytes bytes;
    private final AbortedTransactions aborted;
    private final boolean checkCrc;
    private final long endOffset;
    private final RecordBatches batches;
    private final RecordCursor cursor;
    private boolean inBatch;
    private long position;
    /** Met once, met for good: nobody gets past a damaged batch by asking again. */
    private @Nullable TidemarkException damage;

    /**
     * @param fromOffset the fetch position: a batch may begin before it
     * @param endOffset behind the last whole batch
     * @param cursor reused over fetches by its owner, or a fresh one
     */
    FetchedRecords(TopicPartition partition, RecordBytes bytes, AbortedTransactions aborted, long fromOffset,
            long endOffset, boolean checkCrc, RecordCursor cursor) {
        this.partition = partition;
        this.bytes = bytes;
        this.aborted = aborted;
        this.position = fromOffset;
        this.endOffset = endOffset;
        this.checkCrc = checkCrc;
        this.cursor = cursor;
        this.batches = new RecordBatches().reset(bytes.buffer());
    }

    public TopicPartition partition() {
        return partition;
    }

    public int sizeInBytes() {
        return bytes.sizeInBytes();
    }

    /**
     * Moves to the next record to be seen; false at the end.
     *
     * @throws TidemarkException {@code BATCH_INVALID} naming partition and offset if a batch is damaged
     */
    public boolean next() {
        if (damage != null) {
            throw damage;
        }
        while (true) {
            if (inBatch) {
                while (cursor.next()) {
                    if (cursor.offset() >= position) {
                        position = cursor.offset() + 1;
                        return true;
                    }
                }
                checkWalk();
                inBatch = false;
                position = Math.max(position, batches.batch().nextOffset());
            }
            if (!nextBatch()) {
                position = Math.max(position, endOffset);
                return false;
            }
        }
    }

    private boolean nextBatch() {
        while (batches.next()) {
            RecordBatch batch = batches.batch();
            if (checkCrc) {
                BatchProblem problem = batch.validate();
                if (problem != null) {
                    throw damaged(problem);
                }
            }
            boolean visible = aborted.visible(batch);
            if (visible && batch.lastOffset() >= position) {
                cursor.reset(batch);
                inBatch = true;
                return true;
            }
            position = Math.max(position, batch.nextOffset());
        }
        return false;
    }

    private void checkWalk() {
        BatchProblem problem = cursor.problem();
        if (problem != null) {
            throw damaged(problem);
        }
    }

    private TidemarkException damaged(BatchProblem problem) {
        TidemarkException found = new TidemarkException(FailureCode.BATCH_INVALID, "A fetched batch cannot be read",
                partition + "@" + batches.batch().baseOffset(), problem.toString(),
                "read the partition's file with the dump tool on its broker; to go on without the batch, seek behind it");
        damage = found;
        return found;
    }

    /**
     * What is to be seen as bytes, instead of walking it: each run of neighbouring visible batches, in order. Each is released by who gets it; the
     * fetched bytes are given back with the last of them.
     *
     * @throws TidemarkException {@code BATCH_INVALID} naming partition and offset if a batch is damaged; the bytes are given back then
     */
    public List<RecordBytes> visibleRuns() {
        List<RecordBytes> runs = new ArrayList<>();
        VisibleRun.Lease lease = new VisibleRun.Lease(bytes);
        ByteBuffer buffer = bytes.buffer();
        int runStart = -1;
        int runEnd = -1;
        try {
            while (nextBatch()) {
                RecordBatch batch = batches.batch();
                if (batch.position() != runEnd && runStart >= 0) {
                    runs.add(lease.run(buffer, runStart, runEnd));
                    runStart = -1;
                }
                runStart = runStart < 0 ? batch.position() : runStart;
                runEnd = batch.position() + batch.sizeInBytes();
                position = batch.nextOffset();
            }
        } catch (TidemarkException damaged) {
            release();
            throw damaged;
        }
        if (runStart >= 0) {
            runs.add(lease.run(buffer, runStart, runEnd));
        } else {
            release();
        }
        inBatch = false;
        position = Math.max(position, endOffset);
        return runs;
    }

    /** Stands on the record that {@link #next} moved to. */
    public RecordCursor cursor() {
        return cursor;
    }

    /** The leader epoch of the record's batch; -1 if it carries none. */
    public int leaderEpoch() {
        return batches.batch().leaderEpoch();
    }

    /** The next offset to be read: behind the record that was last seen; at the end, behind everything, also what was not shown. */
    public long position() {
        return position;
    }

    /** The offset behind everything that was fetched. */
    public long endOffset() {
        return endOffset;
    }

    /** Gives the bytes back; the cursor stands on nothing any more. Idempotent. */
    public void release() {
        bytes.release();
    }

    /** Walks the headers of whole batches; the offset behind the last, or {@code from} without one. */
    static long endOf(RecordBytes bytes, long from) {
        RecordBatches walk = new RecordBatches().reset(bytes.buffer());
        long end = from;
        while (walk.next()) {
            end = Math.max(end, walk.batch().nextOffset());
        }
        return end;
    }
}
