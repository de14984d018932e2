package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.producer.OutboxBatch;
import java.util.Collection;
import java.util.List;

/**
 * What the tasks of a worker wrote and nobody has sent yet: outputs, changelogs, markers, in the order of writing per
 * partition. Confined to the worker's loop.
 */
public interface Outgoing {

    /** Hands over the batches that are full; the rest goes on filling. Empty most of the time. */
    Collection<OutboxBatch> takeFull();

    /** Hands over everything. */
    Collection<OutboxBatch> takeAll();

    /** Hands over what may leave only when all of {@link #takeAll} is acknowledged; empty where the interval is a transaction. */
    default Collection<OutboxBatch> takeBehind() {
        return List.of();
    }

    /** Drops everything: the interval it belongs to fell. */
    void discard();
}
