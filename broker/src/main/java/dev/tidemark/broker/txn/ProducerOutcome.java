package dev.tidemark.broker.txn;

import dev.tidemark.protocol.ErrorCode;

/**
 * How an attempt to become, or go on as, a producer went.
 *
 * @param producerId who to act as from now on; -1 with an error
 * @param producerEpoch likewise
 */
public record ProducerOutcome(ErrorCode error, long producerId, short producerEpoch) {

    static ProducerOutcome of(Transaction transaction) {
        return new ProducerOutcome(ErrorCode.NONE, transaction.producerId(), transaction.producerEpoch());
    }

    static ProducerOutcome refused(ErrorCode error) {
        return new ProducerOutcome(error, Transaction.NO_PRODUCER, Transaction.NO_EPOCH);
    }
}
