package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes batches anew with fewer records: same offsets, sequences, epochs and compression. Confined to its compaction, which fills one batch at a
 * time.
 */
final class BatchRewriter {

    private final Map<CompressionType, RecordBatchBuilder> builders = new EnumMap<>(CompressionType.class);
    private final RecordBatch written = new RecordBatch();

    /** An empty builder for what stays of a batch. */
    RecordBatchBuilder begin(RecordBatch source, long newHorizon) {
        RecordBatchBuilder builder = builders.computeIfAbsent(source.compression(),
                type -> new RecordBatchBuilder(Integer.MAX_VALUE - 8, type));
        builder.reset();
        builder.baseTimestamp(newHorizon == BatchLayout.NO_TIMESTAMP ? source.baseTimestamp() : newHorizon);
        return builder;
    }

    void retain(RecordBatchBuilder builder, RecordCursor record) {
        Invariants.check(builder.retain(record), "what is left of a batch fits into one");
    }

    /** The batch that takes the place of the source; empty if nothing was retained. Valid until the next {@link #begin}. */
    ByteBuffer finish(RecordBatchBuilder builder, RecordBatch source, long newHorizon) {
        ByteBuffer bytes = builder
                .finish(new BatchStamp(source.producerId(), source.producerEpoch(), source.baseSequence(),
                        source.transactional(), source.control(), source.leaderEpoch(), source.baseOffset()));
        int attributes = source.attributes();
        if (newHorizon != BatchLayout.NO_TIMESTAMP) {
            attributes |= BatchLayout.DELETE_HORIZON_BIT;
        }
        if (builder.isEmpty()) {
            // No bytes at all are no compressed stream.
            attributes &= ~BatchLayout.COMPRESSION_MASK;
        }
        if (builder.isEmpty() || source.timestampType() == TimestampType.LOG_APPEND_TIME) {
            bytes.putLong(BatchLayout.MAX_TIMESTAMP, source.maxTimestamp());
        }
        bytes.putShort(BatchLayout.ATTRIBUTES, (short) attributes);
        bytes.putInt(BatchLayout.LAST_OFFSET_DELTA, source.lastOffsetDelta());
        written.wrap(bytes, 0);
        bytes.putInt(BatchLayout.CRC, written.computeCrc());
        return bytes;
    }
}
