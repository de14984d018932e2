package dev.tidemark.broker.coordinator;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a coordinator appends as record batches, each into memory of its own. Runs on the coordinator's loop. */
final class BatchWriter<E> {

    /** A batch, and what to replay when it is on its way. */
    record Written<E>(ByteBuffer batch, Append.Whole<E> content) {}

    private final CoordinatorRecordCodec<E> codec;
    private final Clock clock;

    BatchWriter(CoordinatorRecordCodec<E> codec, Clock clock) {
        this.codec = codec;
        this.clock = clock;
    }

    /** One batch, or several of what may come in several; none if something would be larger than the topic takes. */
    List<Written<E>> write(Append<E> append, int batchBytesMax) {
        return switch (append) {
            case Append.Whole<E> whole -> {
                ByteBuffer batch = batch(whole, batchBytesMax);
                yield batch == null ? List.of() : List.of(new Written<>(batch, whole));
            }
            case Append.Stepwise<E> steps -> stepwise(steps, batchBytesMax);
        };
    }

    /** Whether a batch takes this record by itself. */
    boolean takes(E record, int batchBytesMax) {
        return add(new RecordBatchBuilder(batchBytesMax), record);
    }

    private @Nullable ByteBuffer batch(Append.Whole<E> whole, int batchBytesMax) {
        return switch (whole) {
            case Append.Plain<E> plain -> batch(plain.records(), BatchStamp.plain(), batchBytesMax);
            case Append.InTransaction<E> inside -> batch(inside.records(), BatchStamp
                    .transactional(inside.producerId(), inside.producerEpoch(), BatchLayout.NO_SEQUENCE),
                    batchBytesMax);
            case Append.Marker<E> marker -> new EndTransactionMarker(marker.commit(), marker.coordinatorEpoch())
                    .toBatch(0L, BatchLayout.NO_LEADER_EPOCH, clock.wallMs(), marker.producerId(),
                            marker.producerEpoch());
        };
    }

    private @Nullable ByteBuffer batch(List<E> records, BatchStamp stamp, int batchBytesMax) {
        RecordBatchBuilder builder = new RecordBatchBuilder(batchBytesMax);
        for (E record : records) {
            if (!add(builder, record)) {
                return null;
            }
        }
        return builder.finish(stamp);
    }

    private boolean add(RecordBatchBuilder builder, E record) {
        return builder.append(clock.wallMs(), codec.key(record), codec.value(record), Headers.none());
    }

    private List<Written<E>> stepwise(Append.Stepwise<E> steps, int batchBytesMax) {
        List<E> records = new ArrayList<>(steps.records());
        records.add(steps.ends());
        ByteBuffer all = batch(records, BatchStamp.plain(), batchBytesMax);
        if (all != null) {
            return List.of(new Written<>(all, new Append.Plain<>(records)));
        }
        records.add(0, steps.begins());
        List<Written<E>> written = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            RecordBatchBuilder builder = new RecordBatchBuilder(batchBytesMax);
            int to = from;
            while (to < records.size() && add(builder, records.get(to))) {
                to++;
            }
            if (to == from) {
                return List.of();
            }
            written.add(new Written<>(builder.finish(BatchStamp.plain()),
                    new Append.Plain<>(records.subList(from, to))));
            from = to;
        }
        return List.copyOf(written);
    }
}
