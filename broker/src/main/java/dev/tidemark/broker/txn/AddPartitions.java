package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.txn.TransactionRecord.Saved;
import dev.tidemark.broker.txn.TransactionState.CompleteAbort;
import dev.tidemark.broker.txn.TransactionState.CompleteCommit;
import dev.tidemark.broker.txn.TransactionState.Empty;
import dev.tidemark.broker.txn.TransactionState.Ongoing;
import dev.tidemark.broker.txn.TransactionState.PrepareAbort;
import dev.tidemark.broker.txn.TransactionState.PrepareCommit;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Partitions become part of the transaction, which begins if none is open. Nobody may write to a partition for the
 * transaction before this is durable, so that its end finds every partition.
 *
 * @param second whether the broker asks on behalf of a client of the second protocol, at the client's first write
 */
public record AddPartitions(String transactionalId, long producerId, short producerEpoch,
        Set<TopicPartition> partitions,
        boolean second) implements Command<TransactionShard, ErrorCode, TransactionRecord> {

    public AddPartitions {
        partitions = Set.copyOf(partitions);
    }

    @Override
    public Decision<ErrorCode, TransactionRecord> decide(TransactionShard shard) {
        Transaction transaction = shard.find(transactionalId);
        ErrorCode error = checkProducer(transaction, producerId, producerEpoch);
        if (transaction == null || error != ErrorCode.NONE) {
            return Decision.reply(error);
        }
        return switch (transaction.state()) {
            case PrepareCommit _,PrepareAbort _ -> Decision.reply(ErrorCode.CONCURRENT_TRANSACTIONS);
            case Ongoing ongoing -> ongoing.partitions().containsAll(partitions)
                    ? Decision.reply(ErrorCode.NONE)
                    : extend(shard, transaction, ongoing);
            case Empty _,CompleteCommit _,CompleteAbort _ -> begin(shard, transaction);
        };
    }

    private Decision<ErrorCode, TransactionRecord> begin(TransactionShard shard, Transaction idle) {
        Transaction begun = opened(idle, Set.of(), shard.nowMs(), shard.nowMs());
        Decision<ErrorCode, TransactionRecord> decision = Decision.append(List.of(new Saved(begun)), ErrorCode.NONE);
        return decision.then(() -> shard.armTimeout(begun, begun.timeoutMs()));
    }

    private Decision<ErrorCode, TransactionRecord> extend(TransactionShard shard, Transaction open, Ongoing ongoing) {
        Transaction extended = opened(open, ongoing.partitions(), ongoing.startMs(), shard.nowMs());
        return Decision.append(List.of(new Saved(extended)), ErrorCode.NONE);
    }

    private Transaction opened(Transaction transaction, Set<TopicPartition> before, long startMs, long nowMs) {
        Set<TopicPartition> all = new HashSet<>(before);
        all.addAll(partitions);
        return transaction.spoken(second ? Transaction.SECOND_PROTOCOL : 0).in(new Ongoing(all, startMs), nowMs);
    }

    /** Whether these may act for the transactional id. */
    static ErrorCode checkProducer(@Nullable Transaction transaction, long producerId,
            short producerEpoch) {
        if (transaction == null || transaction.producerId() != producerId) {
            return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
        }
        return transaction.producerEpoch() == producerEpoch ? ErrorCode.NONE : ErrorCode.PRODUCER_FENCED;
    }
}
