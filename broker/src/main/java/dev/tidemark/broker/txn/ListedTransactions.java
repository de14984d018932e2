package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The transactional ids of one coordinator partition that pass all filters; an empty filter lets all pass.
 *
 * @param states Kafka's names of states, in its case
 * @param producerIds whose transactions
 * @param olderThanMs only what began longer ago than this; negative lets all pass. What never began counts as begun long ago, as in Kafka
 * @param ids which transactional ids
 */
public record ListedTransactions(Set<String> states, Set<Long> producerIds, long olderThanMs,
        TransactionalIdPattern ids) implements Command<TransactionShard, ListedTransactions.Found, TransactionRecord> {

    /** The reply. */
    public record Found(ErrorCode error, List<Transaction> transactions) {}

    public ListedTransactions {
        states = Set.copyOf(states);
        producerIds = Set.copyOf(producerIds);
    }

    @Override
    public Decision<Found, TransactionRecord> decide(TransactionShard shard) {
        List<Transaction> found = new ArrayList<>();
        long nowMs = shard.nowMs();
        for (Transaction transaction : shard.all()) {
            if (passes(transaction, nowMs)) {
                switch (ids.test(transaction.id())) {
                    case MATCHES -> found.add(transaction);
                    case OTHER -> {}
                    case TOO_COSTLY -> {
                        return Decision.reply(new Found(ErrorCode.INVALID_REGULAR_EXPRESSION, List.of()));
                    }
                }
            }
        }
        return Decision.reply(new Found(ErrorCode.NONE, found));
    }

    private boolean passes(Transaction transaction, long nowMs) {
        return (producerIds.isEmpty() || producerIds.contains(transaction.producerId()))
                && (states.isEmpty() || states.contains(transaction.state().wireName()))
                && (olderThanMs < 0 || nowMs - transaction.state().beganMs() > olderThanMs);
    }
}
