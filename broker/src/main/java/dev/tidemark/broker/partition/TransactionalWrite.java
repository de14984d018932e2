package dev.tidemark.broker.partition;

import dev.tidemark.broker.txn.TransactionGate;

/**
 * Whose transaction a write belongs to; what the {@link TransactionGate} is asked before the first write of a transaction to
 * a partition.
 *
 * @param transactionalId the producer's transactional id
 * @param producerId of its batches
 * @param producerEpoch of its batches
 * @param mode ADD with the second transaction protocol, where the write itself adds the partition, else VERIFY
 */
public record TransactionalWrite(String transactionalId, long producerId, short producerEpoch,
        TransactionGate.Mode mode) {}
