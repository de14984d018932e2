package dev.tidemark.log;

import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.TimestampType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What can be judged of a producer's batches without the log: structure, CRC, size, timestamps. Run by whoever received them, before they
 * are handed to the log's owner, which then looks at headers only.
 */
public final class IncomingBatches {

    private IncomingBatches() {}

    /**
     * Checks a partition's batches of one produce request.
     *
     * @param nowMs the broker's wall clock
     * @return null if they may be handed to the owner
     */
    public static AppendResult.@Nullable Rejected check(ByteBuffer batches, LogConfig config, long nowMs) {
        RecordBatches walk = new RecordBatches().reset(batches);
        while (walk.next()) {
            AppendResult.Rejected rejected = checkBatch(walk.batch(), config, nowMs);
            if (rejected != null) {
                return rejected;
            }
        }
        BatchProblem problem = walk.problem();
        return problem == null ? null : rejected(problem);
    }

    private static AppendResult.@Nullable Rejected checkBatch(RecordBatch batch, LogConfig config, long nowMs) {
        BatchProblem problem = batch.validate();
        if (problem != null) {
            return rejected(problem);
        }
        if (batch.sizeInBytes() > config.messageBytesMax()) {
            return new AppendResult.Rejected(RejectReason.TOO_LARGE, "a batch of " + batch.sizeInBytes()
                    + " bytes; max.message.bytes is " + config.messageBytesMax());
        }
        if (config.timestampType() == TimestampType.CREATE_TIME) {
            return checkTimestamps(batch, config, nowMs);
        }
        return null;
    }

    private static AppendResult.@Nullable Rejected checkTimestamps(RecordBatch batch, LogConfig config, long nowMs) {
        long latest = batch.maxTimestamp();
        if (latest > nowMs && latest - nowMs > config.timestampAfterMaxMs()) {
            return new AppendResult.Rejected(RejectReason.INVALID_TIMESTAMP, "timestamp " + latest
                    + " lies more than message.timestamp.after.max.ms=" + config.timestampAfterMaxMs()
                    + " after the broker's time " + nowMs);
        }
        return null;
    }

    private static AppendResult.Rejected rejected(BatchProblem problem) {
        RejectReason reason = problem == BatchProblem.MAGIC ? RejectReason.UNSUPPORTED_MAGIC : RejectReason.CORRUPT;
        return new AppendResult.Rejected(reason, problem.text());
    }
}
