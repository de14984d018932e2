package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.Decision;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many transactional ids there are, by state. Immutable.
 *
 * @param complete whether every partition could be asked; one that is being loaded cannot
 * @param byState by Kafka's names of states
 * @param oldestBeganMs when the oldest transaction with open partitions began; {@link Long#MAX_VALUE} if there is none
 */
public record TransactionCounts(boolean complete, Map<String, Long> byState, long oldestBeganMs) {

    /** No transactional ids. */
    static final TransactionCounts NONE = new TransactionCounts(true, Map.of(), Long.MAX_VALUE);

    /** Of a partition that cannot be asked. */
    static final TransactionCounts UNKNOWN = new TransactionCounts(false, Map.of(), Long.MAX_VALUE);

    /** Those of one partition. */
    static Decision<TransactionCounts, TransactionRecord> of(TransactionShard shard) {
        return Decision.reply(shard.counts());
    }

    TransactionCounts plus(TransactionCounts more) {
        Map<String, Long> sum = new TreeMap<>(byState);
        more.byState.forEach((state, count) -> sum.merge(state, count, Long::sum));
        return new TransactionCounts(complete && more.complete, sum, Math.min(oldestBeganMs, more.oldestBeganMs));
    }
}
