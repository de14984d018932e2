package dev.tidemark.broker.partition;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.log.LogConfig;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;

/**
 * Brings a producer's batch into the compression that its topic is kept in, where {@code compression.type} is not
 * {@code producer}. Run before the partition's owner is asked; confined to one loop, which keeps one for all its requests.
 */
public final class Recompression {

    private static final String AS_PRODUCED = "producer";
    private static final String UNCOMPRESSED = "uncompressed";
    private static final int BATCH_BYTES_MAX = RecordCursor.DECOMPRESSED_BYTES_MAX + (1 << 20);

    private final RecordCursor cursor = new RecordCursor();

    /** The batch's bytes, or those of one with the same records and producer in the topic's compression. */
    public ByteBuffer apply(RecordBatch batch, ByteBuffer bytes, LogConfig config) {
        String wanted = config.compressionType();
        if (wanted.equals(AS_PRODUCED)) {
            return bytes;
        }
        CompressionType compression = wanted.equals(UNCOMPRESSED) ? CompressionType.NONE
                : Invariants.present(CompressionType.ofConfigName(wanted), "the compression " + wanted);
        if (batch.compression() == compression) {
            return bytes;
        }
        RecordBatchBuilder builder = new RecordBatchBuilder(BATCH_BYTES_MAX, compression);
        cursor.reset(batch);
        while (cursor.next()) {
            Invariants.check(builder.append(cursor), "what was decompressed fits");
        }
        Invariants.check(cursor.problem() == null, "the batch was validated before");
        return builder.finish(new BatchStamp(batch.producerId(), batch.producerEpoch(), batch.baseSequence(),
                batch.transactional(), false, BatchLayout.NO_LEADER_EPOCH, 0));
    }
}
