package dev.tidemark.broker.coordinator;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Replays a log's batches into a shard. Used for one load, on the coordinator's loop. */
final class LogReplay<E> {

    private final TopicPartition partition;
    private final CoordinatorRecordCodec<E> codec;
    private final CoordinatorShard<E> shard;
    private final RecordBatches batches = new RecordBatches();
    private final RecordCursor cursor = new RecordCursor();

    LogReplay(TopicPartition partition, CoordinatorRecordCodec<E> codec, CoordinatorShard<E> shard) {
        this.partition = partition;
        this.codec = codec;
        this.shard = shard;
    }

    /** Replays whole batches. */
    void accept(ByteBuffer bytes) {
        batches.reset(bytes);
        while (batches.next()) {
            replay(batches.batch());
        }
        BatchProblem problem = batches.problem();
        if (problem != null) {
            throw new TidemarkException(FailureCode.LOG_CORRUPT, "A coordinator's log cannot be read",
                    partition + ", byte " + batches.position() + " of what was read", problem.text(),
                    "restore the partition's files from a backup; nothing was dropped");
        }
    }

    private void replay(RecordBatch batch) {
        cursor.reset(batch);
        while (cursor.next()) {
            if (batch.control()) {
                EndTransactionMarker marker = EndTransactionMarker.read(cursor);
                if (marker != null) {
                    shard.replayMarker(batch.producerId(), batch.producerEpoch(), marker.commit());
                }
            } else {
                replayRecord(batch);
            }
        }
        cursor.check(partition.toString());
    }

    private void replayRecord(RecordBatch batch) {
        byte[] key = cursor.key();
        byte[] value = cursor.value();
        E record = key == null ? null : read(key, value);
        if (record == null) {
            return;
        }
        if (batch.transactional()) {
            shard.replayInTransaction(batch.producerId(), batch.producerEpoch(), record);
        } else {
            shard.replay(record);
        }
    }

    private @Nullable E read(byte[] key, byte @Nullable [] value) {
        try {
            return codec.read(ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value));
        } catch (RuntimeException unreadable) {
            throw new TidemarkException(FailureCode.LOG_CORRUPT, "A coordinator's record cannot be read",
                    partition + "@" + cursor.offset(), String.valueOf(unreadable.getMessage()),
                    "restore the partition's files from a backup; nothing was dropped", unreadable);
        }
    }
}
