package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Writes what stays of runs of segments, from the log's start on and in order. Confined to its compaction. */
final class SegmentCleaner {

    private final Storage storage;
    private final DirtyKeys dirty;
    private final TransactionsSeen transactions;
    private final ProducerEnds ends;
    private final long upToOffset;
    private final long nowMs;
    private final long deleteRetentionMs;
    private final Compaction.Pace pace;
    private final RecordCursor cursor = new RecordCursor();
    private final BatchRewriter rewriter = new BatchRewriter();

    /** @param upToOffset batches from here on are copied as they are */
    SegmentCleaner(Storage storage, DirtyKeys dirty, TransactionsSeen transactions, ProducerEnds ends, long upToOffset,
            long nowMs, long deleteRetentionMs, Compaction.Pace pace) {
        this.storage = storage;
        this.dirty = dirty;
        this.transactions = transactions;
        this.ends = ends;
        this.upToOffset = upToOffset;
        this.nowMs = nowMs;
        this.deleteRetentionMs = deleteRetentionMs;
        this.pace = pace;
    }

    /** Writes the {@code .cleaned} file of a run and forces it. With an exception, the file is gone. */
    void write(List<Segment> run) {
        Segment first = run.getFirst();
        Path cleaned = SegmentSwap.file(first.folder(), first.baseOffset(), SegmentSwap.CLEANED);
        boolean whole = false;
        try {
            write(run, cleaned);
            whole = true;
        } finally {
            if (!whole) {
                storage.delete(cleaned); // its room is wanted
            }
        }
    }

    private void write(List<Segment> run, Path cleaned) {
        try (StorageFile out = storage.open(cleaned, Storage.Mode.CREATE)) {
            out.truncate(0);
            for (Segment segment : run) {
                boolean lastOfRun = segment == run.getLast();
                SegmentBatches.forEach(storage, segment, (batch, position, endsSegment) -> {
                    pace.beforeBatch(batch.sizeInBytes());
                    ByteBuffer kept = clean(batch, lastOfRun && endsSegment);
                    if (kept.hasRemaining()) {
                        out.append(kept);
                    }
                });
            }
            out.force();
        }
    }

    /**
     * What stays of a batch; no bytes if nothing does.
     *
     * @param endsRun the last batch of a run stays, empty if need be: it says where the segment ends, for recovery and for the swap
     */
    private ByteBuffer clean(RecordBatch batch, boolean endsRun) {
        if (batch.lastOffset() >= upToOffset) {
            return batch.slice();
        }
        return batch.control() ? cleanMarker(batch, endsRun) : cleanData(batch, endsRun);
    }

    private ByteBuffer cleanMarker(RecordBatch batch, boolean endsRun) {
        boolean hasData = transactions.marker(batch);
        if (!endsRun && !CompactionRules.keepsMarker(batch, hasData, ends.isLast(batch), nowMs)) {
            return ByteBuffer.allocate(0);
        }
        long horizon = CompactionRules.newHorizon(batch, !hasData, nowMs, deleteRetentionMs);
        if (horizon == BatchLayout.NO_TIMESTAMP) {
            return batch.slice();
        }
        RecordBatchBuilder builder = rewriter.begin(batch, horizon);
        cursor.reset(batch);
        while (cursor.next()) {
            rewriter.retain(builder, cursor);
        }
        cursor.check("offset");
        return rewriter.finish(builder, batch, horizon);
    }

    private ByteBuffer cleanData(RecordBatch batch, boolean endsRun) {
        transactions.data(batch);
        boolean aborted = transactions.isAborted(batch);
        int kept = 0;
        boolean tombstones = false;
        cursor.reset(batch);
        while (cursor.next()) {
            if (CompactionRules.keeps(batch, cursor, aborted, dirty, nowMs)) {
                kept++;
                tombstones |= CompactionRules.isTombstone(cursor);
            }
        }
        cursor.check("offset");
        if (kept == 0 && !endsRun && !ends.isLast(batch)) {
            return ByteBuffer.allocate(0);
        }
        long horizon = CompactionRules.newHorizon(batch, tombstones, nowMs, deleteRetentionMs);
        if (kept == batch.recordCount() && horizon == BatchLayout.NO_TIMESTAMP) {
            return batch.slice();
        }
        RecordBatchBuilder builder = rewriter.begin(batch, horizon);
        cursor.reset(batch);
        while (cursor.next()) {
            if (CompactionRules.keeps(batch, cursor, aborted, dirty, nowMs)) {
                rewriter.retain(builder, cursor);
            }
        }
        Invariants.check(builder.recordCount() == kept, "two walks of a batch keep the same records");
        return rewriter.finish(builder, batch, horizon);
    }
}
