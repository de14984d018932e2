package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.UndoLog;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many transactional ids are in which state, kept up with every change, so that whoever asks walks none of them. Owned by a
 * {@link TransactionShard}, on the coordinator's loop; taken back when an append fails.
 */
final class TransactionTally {

    private final UndoLog undo;
    private final SortedMap<String, Long> byState = new TreeMap<>();
    /** How many transactions with open partitions began at a time, by that. */
    private final SortedMap<Long, Long> openSince = new TreeMap<>();

    TransactionTally(UndoLog undo) {
        this.undo = undo;
    }

    /** An id is new, changes or is forgotten. */
    void changed(@Nullable Transaction before, @Nullable Transaction after) {
        count(before, -1);
        count(after, 1);
        undo.record(() -> {
            count(after, -1);
            count(before, 1);
        });
    }

    private void count(@Nullable Transaction transaction, long by) {
        if (transaction == null) {
            return;
        }
        add(byState, transaction.state().wireName(), by);
        if (!transaction.state().openPartitions().isEmpty()) {
            add(openSince, transaction.state().beganMs(), by);
        }
    }

    private static <K> void add(Map<K, Long> counts, K key, long by) {
        long count = counts.getOrDefault(key, 0L) + by;
        if (count == 0) {
            counts.remove(key);
        } else {
            counts.put(key, count);
        }
    }

    /** The counts as of now. */
    TransactionCounts counts() {
        return new TransactionCounts(true, Map.copyOf(byState),
                openSince.isEmpty() ? Long.MAX_VALUE : openSince.firstKey());
    }
}
