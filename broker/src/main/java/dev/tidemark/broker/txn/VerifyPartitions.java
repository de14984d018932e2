package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.txn.TransactionState.CompleteAbort;
import dev.tidemark.broker.txn.TransactionState.CompleteCommit;
import dev.tidemark.broker.txn.TransactionState.Empty;
import dev.tidemark.broker.txn.TransactionState.Ongoing;
import dev.tidemark.broker.txn.TransactionState.PrepareAbort;
import dev.tidemark.broker.txn.TransactionState.PrepareCommit;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Are these partitions part of the open transaction? Asked for clients that add partitions themselves (KIP-890, part 1). */
record VerifyPartitions(String transactionalId, long producerId, short producerEpoch, Set<TopicPartition> partitions)
        implements
            Command<TransactionShard, Map<TopicPartition, ErrorCode>, TransactionRecord> {

    VerifyPartitions {
        partitions = Set.copyOf(partitions);
    }

    @Override
    public Decision<Map<TopicPartition, ErrorCode>, TransactionRecord> decide(TransactionShard shard) {
        Transaction transaction = shard.find(transactionalId);
        ErrorCode error = AddPartitions.checkProducer(transaction, producerId, producerEpoch);
        Map<TopicPartition, ErrorCode> results = new HashMap<>();
        for (TopicPartition partition : partitions) {
            results.put(partition, transaction == null || error != ErrorCode.NONE ? error
                    : verdict(transaction.state(), partition));
        }
        return Decision.reply(results);
    }

    private static ErrorCode verdict(TransactionState state, TopicPartition partition) {
        return switch (state) {
            case Ongoing ongoing -> ongoing.partitions().contains(partition) ? ErrorCode.NONE
                    : ErrorCode.TRANSACTION_ABORTABLE;
            case PrepareCommit _,PrepareAbort _ -> ErrorCode.CONCURRENT_TRANSACTIONS;
            case Empty _,CompleteCommit _,CompleteAbort _ -> ErrorCode.TRANSACTION_ABORTABLE;
        };
    }
}
