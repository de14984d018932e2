package dev.tidemark.broker.partition;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.LogConfig;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.BatchValidator;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a producer's batch before the partition's owner sees it: all that costs in the batch's size happens here, on the
 * connection's loop. Confined to one loop, which keeps one for all its requests.
 */
public final class BatchCheck {

    private static final short ZSTD_SINCE = 7;
    private static final int BAD_RECORDS_MAX = 100;

    private final Clock clock;
    private final BatchValidator validator = new BatchValidator();
    private final RecordCursor cursor = new RecordCursor();
    private final RecordBatch batch = new RecordBatch();

    /** @param clock for the bounds of timestamps */
    public BatchCheck(Clock clock) {
        this.clock = clock;
    }

    /**
     * Looks at a partition's bytes of one produce request, which have to be exactly one batch of format 2.
     *
     * @param bytes position to limit
     * @param produceVersion the request's version
     * @param checkedBefore whether structure and CRC are known to be right: the client built the batch in this JVM
     * @return null if the partition's owner may have it; {@link #batch} then stands on it
     */
    public @Nullable ProduceOutcome refuse(ByteBuffer bytes, LogConfig config, short produceVersion,
            boolean checkedBefore) {
        if (!bytes.hasRemaining()) {
            return ProduceOutcome.refused(ErrorCode.INVALID_RECORD, "a partition needs one record batch, here is none");
        }
        batch.wrap(bytes, bytes.position());
        BatchProblem framing = batch.validateFraming();
        if (framing != null) {
            return refused(framing);
        }
        if (batch.sizeInBytes() != bytes.remaining()) {
            return ProduceOutcome.refused(ErrorCode.INVALID_RECORD, "a partition takes exactly one record batch");
        }
        if (batch.sizeInBytes() > config.messageBytesMax()) {
            return ProduceOutcome.refused(ErrorCode.MESSAGE_TOO_LARGE, "the batch has " + batch.sizeInBytes()
                    + " bytes; max.message.bytes allows " + config.messageBytesMax());
        }
        BatchProblem problem = checkedBefore ? batch.validateUnchecked() : validator.validate(batch);
        if (problem != null) {
            return refused(problem);
        }
        if (batch.control()) {
            return ProduceOutcome.refused(ErrorCode.INVALID_RECORD, "clients may not write control records");
        }
        if (batch.compression() == CompressionType.ZSTD && produceVersion < ZSTD_SINCE) {
            return ProduceOutcome.refused(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                    "zstd needs Produce version " + ZSTD_SINCE + " or later");
        }
        if (batch.timestampType() != TimestampType.CREATE_TIME) {
            return ProduceOutcome.refused(ErrorCode.INVALID_TIMESTAMP, "only the broker stamps log append time");
        }
        boolean createTime = config.timestampType() == TimestampType.CREATE_TIME;
        if (createTime && !checkedBefore) {
            correctMaxTimestamp();
        }
        return recordsRefused(config, createTime);
    }

    /** The batch that was looked at last. */
    public RecordBatch batch() {
        return batch;
    }

    private static ProduceOutcome refused(BatchProblem problem) {
        ErrorCode error = switch (problem) {
            // what Kafka 4 answers: its Produce versions all forbid magic 0 and 1
            case MAGIC, NOT_CONSECUTIVE -> ErrorCode.INVALID_RECORD;
            case COMPRESSION -> ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
            case DECOMPRESSED_TOO_LARGE -> ErrorCode.MESSAGE_TOO_LARGE;
            case TOO_SHORT, LENGTH, CRC, COUNT, OFFSET_RANGE, COMPRESSED_DATA, VARINT, RECORD_LENGTH, FIELD_LENGTH,
                    OFFSET_DELTA, RECORDS_LEFT, CONTROL ->
                ErrorCode.CORRUPT_MESSAGE;
        };
        return ProduceOutcome.refused(error, problem.text());
    }

    /** Time indexes and retention rest on the header's largest timestamp: a producer that computed it wrong is corrected. */
    private void correctMaxTimestamp() {
        if (batch.maxTimestamp() != validator.maxTimestamp()) {
            ByteBuffer bytes = batch.buffer();
            bytes.putLong(batch.position() + BatchLayout.MAX_TIMESTAMP, validator.maxTimestamp());
            bytes.putInt(batch.position() + BatchLayout.CRC, batch.computeCrc());
        }
    }

    /** What single records can do wrong: no key where the topic is compacted, a timestamp out of bounds. */
    private @Nullable ProduceOutcome recordsRefused(LogConfig config, boolean createTime) {
        long nowMs = clock.wallMs();
        long latest = saturatedPlus(nowMs, config.timestampAfterMaxMs());
        long earliest = config.timestampBeforeMaxMs() >= nowMs ? Long.MIN_VALUE
                : nowMs - config.timestampBeforeMaxMs();
        boolean tooLate = createTime && batch.maxTimestamp() > latest;
        boolean boundedBelow = createTime && earliest != Long.MIN_VALUE;
        if (!tooLate && !boundedBelow && !config.compacts()) {
            return null;
        }
        List<ProduceOutcome.BadRecord> bad = new ArrayList<>(0);
        boolean keyMissing = false;
        cursor.reset(batch);
        for (int index = 0; cursor.next() && bad.size() < BAD_RECORDS_MAX; index++) {
            if (config.compacts() && cursor.keyLength() < 0) {
                keyMissing = true;
                bad.add(new ProduceOutcome.BadRecord(index, "a record of a compacted topic needs a key"));
            } else if (createTime && (cursor.timestamp() > latest || cursor.timestamp() < earliest)) {
                bad.add(new ProduceOutcome.BadRecord(index, "timestamp " + cursor.timestamp() + " lies outside "
                        + earliest + " to " + latest));
            }
        }
        if (bad.isEmpty()) {
            return null;
        }
        ErrorCode error = keyMissing ? ErrorCode.INVALID_RECORD : ErrorCode.INVALID_TIMESTAMP;
        return new ProduceOutcome(error, -1, -1, -1, bad.getFirst().message(), bad);
    }

    private static long saturatedPlus(long nowMs, long rangeMs) {
        return rangeMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + rangeMs;
    }
}
