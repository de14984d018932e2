package dev.tidemark.broker.txn;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Asked before the first write of a transaction to a partition (KIP-890), so that no late batch opens a transaction that
 * nobody will end. May be called from any loop; completes on the coordinator's loop.
 */
public interface TransactionGate {

    /** What the caller wants. */
    enum Mode {
        /** Is the partition part of the ongoing transaction? For clients of the first protocol, which add it themselves. */
        VERIFY,
        /** Make it part of the transaction, starting one if none is ongoing: the second protocol's implicit registration. */
        ADD
    }

    /**
     * Whether each partition may be written to.
     *
     * @return per partition NONE; or, for all of them, INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED (produce answers
     *     INVALID_PRODUCER_EPOCH for it), CONCURRENT_TRANSACTIONS (the former transaction is still being completed; the
     *     client waits), COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE; or, with VERIFY, TRANSACTION_ABORTABLE
     *     for a partition that is not part of an ongoing transaction
     */
    CompletionStage<Map<TopicPartition, ErrorCode>> admit(String transactionalId, long producerId, short producerEpoch,
            Set<TopicPartition> partitions, Mode mode);
}
