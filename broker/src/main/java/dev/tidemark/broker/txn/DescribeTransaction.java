package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.protocol.ErrorCode;

/** What one transactional id is doing. */
record DescribeTransaction(String transactionalId, Writers writers)
        implements
            Command<TransactionShard, DescribedTransaction, TransactionRecord> {

    @Override
    public Decision<DescribedTransaction, TransactionRecord> decide(TransactionShard shard) {
        Transaction transaction = shard.find(transactionalId);
        return Decision.reply(transaction == null
                ? refused(ErrorCode.TRANSACTIONAL_ID_NOT_FOUND)
                : new DescribedTransaction(transactionalId, ErrorCode.NONE, transaction,
                        writers.of(transactionalId)));
    }

    DescribedTransaction refused(ErrorCode error) {
        return new DescribedTransaction(transactionalId, error, null, null);
    }
}
