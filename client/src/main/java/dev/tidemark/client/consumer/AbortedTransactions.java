package dev.tidemark.client.consumer;

import dev.tidemark.protocol.message.FetchResponse.AbortedTransaction;
import dev.tidemark.record.RecordBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which batches of one fetched range belong to aborted transactions (KIP-98); asked batch by batch in offset order, by whoever walks them.
 *
 * <p>The broker lists (producer, first offset) of the transactions that an abort marker in or behind the range ends. From that offset on the
 * producer's transactional batches are not to be seen, until its next marker, behind which it may have begun another transaction.
 */
final class AbortedTransactions {

    private final List<AbortedTransaction> starting;
    private final Set<Long> aborting = new HashSet<>();
    private int next;

    AbortedTransactions(List<AbortedTransaction> listed) {
        starting = new ArrayList<>(listed);
        starting.sort(Comparator.comparingLong(AbortedTransaction::firstOffset));
    }

    /** Whether the batch shows records: neither a control batch nor aborted. */
    boolean visible(RecordBatch batch) {
        while (next < starting.size() && starting.get(next).firstOffset() <= batch.lastOffset()) {
            aborting.add(starting.get(next++).producerId());
        }
        if (batch.control()) {
            // a commit marker cannot come while the producer's transaction is one that was aborted
            aborting.remove(batch.producerId());
            return false;
        }
        return !batch.transactional() || !aborting.contains(batch.producerId());
    }
}
