package dev.tidemark.log.compaction;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * The last batch and the last marker of every producer that may come back: its sequence and its epoch must be found when the log is replayed.
 * Confined to its compaction.
 */
final class ProducerEnds {

    private final LongPredicate live;
    private final Map<Long, Long> lastData = new HashMap<>();
    private final Map<Long, Long> lastMarker = new HashMap<>();

    /** @param live whether the log still knows a producer: it was not silent for {@code producer.id.expiration.ms} */
    ProducerEnds(LongPredicate live) {
        this.live = live;
    }

    /** The walk comes to a batch. */
    void add(RecordBatch batch) {
        if (batch.producerId() != BatchLayout.NO_PRODUCER_ID && live.test(batch.producerId())) {
            (batch.control() ? lastMarker : lastData).put(batch.producerId(), batch.baseOffset());
        }
    }

    boolean isLast(RecordBatch batch) {
        Long last = (batch.control() ? lastMarker : lastData).get(batch.producerId());
        return last != null && last == batch.baseOffset();
    }
}
