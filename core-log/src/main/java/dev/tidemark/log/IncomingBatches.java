package dev.tidemark.log;

import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.BatchValidator;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.record.TimestampType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What can be judged of a producer's batches without the log: structure, CRC, every record, size, timestamps, keys of compacted topics. Run
 * by the loop that received them, which keeps one of these, before they are handed to the log's owner, which then looks at headers only.
 */
public final class IncomingBatches {

    private final RecordBatches walk = new RecordBatches();
    private final BatchValidator validator = new BatchValidator();
    private final RecordCursor cursor = new RecordCursor();

    /**
     * Checks a partition's batches of one produce request.
     *
     * @param nowMs the broker's wall clock
     * @return null if they may be handed to the owner
     */
    public AppendResult.@Nullable Rejected check(ByteBuffer batches, LogConfig config, long nowMs) {
        walk.reset(batches);
        while (walk.next()) {
            AppendResult.Rejected rejected = checkBatch(walk.batch(), config, nowMs);
            if (rejected != null) {
                return rejected;
            }
        }
        BatchProblem problem = walk.problem();
        return problem == null ? null : rejected(problem);
    }

    private AppendResult.@Nullable Rejected checkBatch(RecordBatch batch, LogConfig config, long nowMs) {
        if (batch.sizeInBytes() > config.messageBytesMax()) {
            return new AppendResult.Rejected(RejectReason.TOO_LARGE, "a batch of " + batch.sizeInBytes()
                    + " bytes; max.message.bytes is " + config.messageBytesMax());
        }
        BatchProblem problem = validator.validate(batch);
        if (problem != null) {
            return rejected(problem);
        }
        if (config.compacts() && !batch.control() && hasNullKey(batch)) {
            return new AppendResult.Rejected(RejectReason.INVALID_RECORD,
                    "a record without a key; the topic is compacted, which needs keys");
        }
        return config.timestampType() == TimestampType.CREATE_TIME ? checkTimestamps(batch, config, nowMs) : null;
    }

    private boolean hasNullKey(RecordBatch batch) {
        cursor.reset(batch);
        while (cursor.next()) {
            if (cursor.keyLength() < 0) {
                return true;
            }
        }
        return false;
    }

    private AppendResult.@Nullable Rejected checkTimestamps(RecordBatch batch, LogConfig config, long nowMs) {
        // The header's word counts as well as the records': retention and the time index go by it.
        long latest = Math.max(batch.maxTimestamp(), validator.maxTimestamp());
        if (latest > nowMs && latest - nowMs > config.timestampAfterMaxMs()) {
            return new AppendResult.Rejected(RejectReason.INVALID_TIMESTAMP, "timestamp " + latest
                    + " lies more than message.timestamp.after.max.ms=" + config.timestampAfterMaxMs()
                    + " after the broker's time " + nowMs);
        }
        if (config.timestampBeforeMaxMs() == Long.MAX_VALUE) {
            return null;
        }
        cursor.reset(batch);
        while (cursor.next()) {
            if (nowMs - cursor.timestamp() > config.timestampBeforeMaxMs()) {
                return new AppendResult.Rejected(RejectReason.INVALID_TIMESTAMP, "timestamp " + cursor.timestamp()
                        + " lies more than message.timestamp.before.max.ms=" + config.timestampBeforeMaxMs()
                        + " before the broker's time " + nowMs);
            }
        }
        return null;
    }

    private static AppendResult.Rejected rejected(BatchProblem problem) {
        RejectReason reason = problem == BatchProblem.MAGIC ? RejectReason.UNSUPPORTED_MAGIC : RejectReason.CORRUPT;
        return new AppendResult.Rejected(reason, problem.text());
    }
}
