package dev.tidemark.log;

import dev.tidemark.log.index.TimeIndex;
import dev.tidemark.log.segment.BatchHeaders;
import dev.tidemark.log.segment.OpenSegment;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Finds a record by its timestamp: time index, then batch headers, then the records of one batch. No state; any thread. */
final class TimestampLookup {

    private static final int HEADER_CHUNK_BYTES = 4 * 1024;

    private TimestampLookup() {}

    static @Nullable OffsetLookup in(Segment segment, int sizeBytes, long timestampMs, long fromOffset,
            long upToOffset) {
        OpenSegment held = segment.hold();
        if (held == null) {
            return null;
        }
        try {
            TimeIndex times = held.times();
            int before = times.lower(timestampMs);
            int entry = before < 0 ? -1 : held.offsets().floor(times.offset(before));
            BatchHeaders headers = new BatchHeaders(held.log(), sizeBytes, HEADER_CHUNK_BYTES);
            boolean found = headers.moveTo(entry < 0 ? 0 : held.offsets().position(entry));
            while (found && headers.batch().baseOffset() < upToOffset) {
                if (headers.batch().maxTimestamp() >= timestampMs && headers.batch().lastOffset() >= fromOffset) {
                    OffsetLookup record = inBatch(headers, timestampMs, fromOffset, upToOffset);
                    if (record != null) {
                        return record;
                    }
                }
                found = headers.next();
            }
            return null;
        } finally {
            held.release();
        }
    }

    private static @Nullable OffsetLookup inBatch(BatchHeaders headers, long timestampMs, long fromOffset,
            long upToOffset) {
        int start = headers.position();
        RecordBatch batch = new RecordBatch().wrap(headers.bytes(start, start + headers.batch().sizeInBytes()), 0);
        boolean appendTime = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
        RecordCursor cursor = new RecordCursor();
        cursor.reset(batch);
        while (cursor.next()) {
            long timestamp = appendTime ? batch.maxTimestamp() : cursor.timestamp();
            if (timestamp >= timestampMs && cursor.offset() >= fromOffset && cursor.offset() < upToOffset) {
                return new OffsetLookup(cursor.offset(), timestamp, batch.leaderEpoch());
            }
        }
        return null;
    }
}
