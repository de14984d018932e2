package dev.tidemark.log.compaction;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.record.RecordBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a walk over a log's batches, in order and from the log's start, knows of their transactions. Confined to its compaction.
 */
final class TransactionsSeen {

    private final Map<Long, List<AbortedTransaction>> aborted = new HashMap<>();
    // Producers with a batch in the walk since their last marker.
    private final Set<Long> withData = new HashSet<>();

    /** @param aborted of all segments of the log, those behind the compaction too: a marker may lie there */
    TransactionsSeen(List<AbortedTransaction> aborted) {
        for (AbortedTransaction each : aborted) {
            this.aborted.computeIfAbsent(each.producerId(), id -> new ArrayList<>()).add(each);
        }
    }

    /** Whether a batch's records belong to an aborted transaction. */
    boolean isAborted(RecordBatch batch) {
        if (!batch.transactional() || batch.control()) {
            return false;
        }
        for (AbortedTransaction each : aborted.getOrDefault(batch.producerId(), List.of())) {
            if (each.firstOffset() <= batch.baseOffset() && batch.lastOffset() <= each.lastOffset()) {
                return true;
            }
        }
        return false;
    }

    /** The walk comes to a batch of an application. */
    void data(RecordBatch batch) {
        if (batch.transactional()) {
            withData.add(batch.producerId());
        }
    }

    /** The walk comes to a marker. True if a batch of its transaction is in the log, even one that is empty: replaying that one begins it. */
    boolean marker(RecordBatch batch) {
        return withData.remove(batch.producerId());
    }
}
