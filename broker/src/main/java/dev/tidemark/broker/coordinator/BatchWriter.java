package dev.tidemark.broker.coordinator;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a coordinator appends as record batches, each into memory of its own. Runs on the control loop. */
final class BatchWriter<E> {

    /** Kafka's default {@code max.message.bytes}, which internal topics have too. */
    static final int BATCH_BYTES_MAX = 1_048_588;

    private final CoordinatorRecordCodec<E> codec;
    private final Clock clock;

    BatchWriter(CoordinatorRecordCodec<E> codec, Clock clock) {
        this.codec = codec;
        this.clock = clock;
    }

    /** One batch, or null if it would be larger than a topic takes. */
    @Nullable
    ByteBuffer write(Append<E> append) {
        return switch (append) {
            case Append.Plain<E> plain -> batch(plain.records(), BatchStamp.plain());
            case Append.InTransaction<E> inside -> batch(inside.records(), BatchStamp
                    .transactional(inside.producerId(), inside.producerEpoch(), BatchLayout.NO_SEQUENCE));
            case Append.Marker<E> marker -> new EndTransactionMarker(marker.commit(), marker.coordinatorEpoch())
                    .toBatch(0L, BatchLayout.NO_LEADER_EPOCH, clock.wallMs(), marker.producerId(),
                            marker.producerEpoch());
        };
    }

    private @Nullable ByteBuffer batch(List<E> records, BatchStamp stamp) {
        RecordBatchBuilder builder = new RecordBatchBuilder(BATCH_BYTES_MAX);
        long nowMs = clock.wallMs();
        for (E record : records) {
            if (!builder.append(nowMs, codec.key(record), codec.value(record), Headers.none())) {
                return null;
            }
        }
        return builder.finish(stamp);
    }
}
