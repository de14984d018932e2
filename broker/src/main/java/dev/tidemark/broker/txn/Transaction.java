package dev.tidemark.broker.txn;

import dev.tidemark.core.failure.Invariants;

/**
 * All that is known of one transactional id: who may act for it, and what its transaction is doing. Immutable; this is what
 * a record of {@code __transaction_state} holds.
 *
 * @param id the transactional id
 * @param producerId who may act
 * @param producerEpoch of those, the current one; older ones are fenced
 * @param previousProducerId whom {@code producerId} replaced when its epochs ran out, or -1
 * @param nextProducerId who takes over once the prepared outcome is complete, or -1
 * @param timeoutMs how long a transaction may be open
 * @param clientVersion the transaction protocol that the client spoke last: 2 bumps the epoch with every outcome
 * @param updatedMs wall time of the last change
 */
public record Transaction(String id, long producerId, short producerEpoch, long previousProducerId,
        long nextProducerId, int timeoutMs, short clientVersion, TransactionState state, long updatedMs) {

    static final long NO_PRODUCER = -1L;
    static final short NO_EPOCH = -1;
    /** Epochs from here on are only used to fence; a producer never gets one. */
    static final short LAST_EPOCH = Short.MAX_VALUE - 1;
    /** The transaction protocol of KIP-890, part 2. */
    static final short SECOND_PROTOCOL = 2;

    /** A new transactional id. */
    static Transaction fresh(String id, long producerId, int timeoutMs, long nowMs) {
        return new Transaction(id, producerId, (short) 0, NO_PRODUCER, NO_PRODUCER, timeoutMs, (short) 0,
                new TransactionState.Empty(), nowMs);
    }

    /** Whether the next epoch would not be one for a producer. */
    boolean epochsUsedUp() {
        return producerEpoch >= LAST_EPOCH;
    }

    /** Whether the epoch is none for a producer: it keeps everybody out until another producer id takes over. */
    boolean onlyFences() {
        return producerEpoch > LAST_EPOCH;
    }

    Transaction in(TransactionState next, long nowMs) {
        return new Transaction(id, producerId, producerEpoch, previousProducerId, nextProducerId, timeoutMs,
                clientVersion, next, nowMs);
    }

    Transaction spoken(short version) {
        return new Transaction(id, producerId, producerEpoch, previousProducerId, nextProducerId, timeoutMs, version,
                state, updatedMs);
    }

    Transaction withTimeout(int newTimeoutMs) {
        return new Transaction(id, producerId, producerEpoch, previousProducerId, nextProducerId, newTimeoutMs,
                clientVersion, state, updatedMs);
    }

    /** Fences everybody who knew the current epoch. */
    Transaction bumped() {
        Invariants.check(producerEpoch < Short.MAX_VALUE, "epochs do not wrap round");
        return new Transaction(id, producerId, (short) (producerEpoch + 1), previousProducerId, nextProducerId,
                timeoutMs, clientVersion, state, updatedMs);
    }

    /** Another producer id will take over when the outcome is complete. */
    Transaction followedBy(long next) {
        return new Transaction(id, producerId, producerEpoch, previousProducerId, next, timeoutMs, clientVersion,
                state, updatedMs);
    }

    /** Another producer id takes over, at epoch 0. */
    Transaction rotatedTo(long next) {
        return new Transaction(id, next, (short) 0, producerId, NO_PRODUCER, timeoutMs, clientVersion, state,
                updatedMs);
    }
}
