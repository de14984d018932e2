package dev.tidemark.broker.partition;

import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the batches written to one partition by one request.
 *
 * @param error NONE if they are in the log as far as acks asked
 * @param baseOffset the first record's offset; -1 if refused
 * @param logAppendTimeMs the broker's wall time if the topic stamps it, else -1
 * @param logStartOffset where the log starts now; -1 if unknown
 * @param message more about the error, for people
 * @param badRecords the records that made a batch fail, if single ones did
 */
public record ProduceOutcome(ErrorCode error, long baseOffset, long logAppendTimeMs, long logStartOffset,
        @Nullable String message, List<BadRecord> badRecords) {

    /** One record that cannot be accepted, by its index in the batch. */
    public record BadRecord(int index, String message) {}

    /** Written. */
    public static ProduceOutcome written(long baseOffset, long logAppendTimeMs, long logStartOffset) {
        return new ProduceOutcome(ErrorCode.NONE, baseOffset, logAppendTimeMs, logStartOffset, null, List.of());
    }

    /** Refused; nothing of it is in the log, unless {@code error} is about time-outs or the disk. */
    public static ProduceOutcome refused(ErrorCode error, @Nullable String message) {
        return new ProduceOutcome(error, -1, -1, -1, message, List.of());
    }
}
