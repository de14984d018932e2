package dev.tidemark.log.compaction;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordCursor;

/** What a compaction keeps, as Kafka decides it. Pure functions. */
final class CompactionRules {

    private CompactionRules() {}

    /**
     * Whether a record of an application stays. A record without a key has no place in a compacted log: appends refuse it, and one from before
     * the topic was compacted goes.
     *
     * @param aborted whether its transaction was aborted
     */
    static boolean keeps(RecordBatch batch, RecordCursor record, boolean aborted, DirtyKeys dirty, long nowMs) {
        if (aborted || record.keyLength() < 0) {
            return false;
        }
        if (record.offset() < dirty.lastOffset(record.data(), record.keyPosition(), record.keyLength())) {
            return false;
        }
        return !isTombstone(record) || !horizonPassed(batch, nowMs);
    }

    /**
     * Whether a transaction's marker stays.
     *
     * @param hasData whether a batch of its transaction is still in the log
     * @param lastOfProducer whether it holds the latest epoch of a producer that may come back
     */
    static boolean keepsMarker(RecordBatch marker, boolean hasData, boolean lastOfProducer, long nowMs) {
        return hasData || lastOfProducer || !horizonPassed(marker, nowMs);
    }

    /** Whether readers have had {@code delete.retention.ms} to see the batch's tombstones or marker. */
    static boolean horizonPassed(RecordBatch batch, long nowMs) {
        return batch.hasDeleteHorizon() && batch.baseTimestamp() <= nowMs;
    }

    /** The delete horizon that a batch gets now, or {@link BatchLayout#NO_TIMESTAMP} if it has one or needs none. */
    static long newHorizon(RecordBatch batch, boolean keepsDeletable, long nowMs, long deleteRetentionMs) {
        if (!keepsDeletable || batch.hasDeleteHorizon()) {
            return BatchLayout.NO_TIMESTAMP;
        }
        return deleteRetentionMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + deleteRetentionMs;
    }

    static boolean isTombstone(RecordCursor record) {
        return record.valueLength() < 0;
    }
}
