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
import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import java.util.OptionalLong;

/**
 * A producer commits or aborts. The reply leaves once the outcome is durable; the markers follow.
 *
 * <p>Under the second protocol (KIP-890) every outcome moves the epoch on, so a request says by its epoch which transaction
 * it means: the current epoch means the open one, the epoch before means the one that ended last. A late or repeated request
 * can therefore never end a transaction that it does not mean (the class of KAFKA-17754): it is answered from the stored
 * outcome if it agrees with it, and refused otherwise. Under the first protocol the epoch stays, and a request means whatever
 * is open.
 *
 * @param transactionalId the id
 * @param producerId who asks
 * @param producerEpoch likewise
 * @param commit the outcome wanted
 * @param second whether the client speaks the second protocol (EndTxn from version 5)
 */
public record EndTransaction(String transactionalId, long producerId, short producerEpoch, boolean commit,
        boolean second) implements Command<TransactionShard, ProducerOutcome, TransactionRecord> {

    @Override
    public Decision<ProducerOutcome, TransactionRecord> decide(TransactionShard shard) {
        Transaction transaction = shard.find(transactionalId);
        if (transaction == null) {
            return refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        }
        if (meansTheLast(transaction)) {
            return answerFromOutcome(transaction);
        }
        if (producerId != transaction.producerId()) {
            return refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        }
        if (producerEpoch != transaction.producerEpoch()) {
            return refuse(ErrorCode.PRODUCER_FENCED);
        }
        return switch (transaction.state()) {
            case Ongoing _ -> end(shard, transaction);
            case PrepareCommit _ -> wait(commit);
            case PrepareAbort _ -> wait(!commit);
            case CompleteCommit _ -> second ? endNothing(shard, transaction) : repeated(transaction, commit);
            case CompleteAbort _ -> second ? endNothing(shard, transaction) : repeated(transaction, !commit);
            case Empty _ -> second ? endNothing(shard, transaction) : refuse(ErrorCode.INVALID_TXN_STATE);
        };
    }

    /** Under the second protocol: whether the request has the epoch of the transaction that ended last. */
    private boolean meansTheLast(Transaction transaction) {
        if (!second || transaction.clientVersion() < Transaction.SECOND_PROTOCOL) {
            return false;
        }
        boolean byEpoch = producerId == transaction.producerId() && producerEpoch + 1 == transaction.producerEpoch();
        boolean byRotation = producerId == transaction.previousProducerId() && producerEpoch == Transaction.LAST_EPOCH
                && transaction.producerEpoch() == 0;
        return byEpoch || byRotation;
    }

    private Decision<ProducerOutcome, TransactionRecord> answerFromOutcome(Transaction transaction) {
        return switch (transaction.state()) {
            case PrepareCommit _,CompleteCommit _ -> commit ? outcome(transaction)
                    : refuse(ErrorCode.INVALID_TXN_STATE);
            case PrepareAbort _,CompleteAbort _ -> commit ? refuse(ErrorCode.INVALID_TXN_STATE)
                    : outcome(transaction);
            // The next transaction is open, or somebody else took over: whoever asks is late.
            case Ongoing _,Empty _ -> refuse(ErrorCode.PRODUCER_FENCED);
        };
    }

    private Decision<ProducerOutcome, TransactionRecord> end(TransactionShard shard, Transaction open) {
        Transaction ending = open;
        if (second) {
            if (open.epochsUsedUp()) {
                OptionalLong next = shard.takeProducerId();
                if (next.isEmpty()) {
                    return refuse(shard.noProducerId(ErrorCode.CONCURRENT_TRANSACTIONS));
                }
                ending = open.followedBy(next.getAsLong());
            }
            ending = ending.bumped().spoken(Transaction.SECOND_PROTOCOL);
        }
        TransactionState outcome = commit
                ? new PrepareCommit(open.state().openPartitions(), open.state().beganMs())
                : new PrepareAbort(open.state().openPartitions(), open.state().beganMs());
        Transaction prepared = ending.in(outcome, shard.nowMs());
        return Decision.<ProducerOutcome, TransactionRecord>append(List.of(new Saved(prepared)), told(prepared))
                .then(() -> shard.markers().send(prepared));
    }

    /**
     * Nothing is open. A producer of the second protocol may abort all the same: it does not know whether a partition was
     * registered for it, and the epoch it gets fences whatever of its own may still come.
     */
    private Decision<ProducerOutcome, TransactionRecord> endNothing(TransactionShard shard, Transaction idle) {
        if (commit) {
            return refuse(ErrorCode.INVALID_TXN_STATE);
        }
        Transaction aborted = idle.spoken(Transaction.SECOND_PROTOCOL);
        if (idle.epochsUsedUp()) {
            OptionalLong next = shard.takeProducerId();
            if (next.isEmpty()) {
                return refuse(shard.noProducerId(ErrorCode.CONCURRENT_TRANSACTIONS));
            }
            aborted = aborted.rotatedTo(next.getAsLong());
        } else {
            aborted = aborted.bumped();
        }
        Transaction complete = aborted.in(new CompleteAbort(-1L), shard.nowMs());
        return Decision.append(List.of(new Saved(complete)), ProducerOutcome.of(complete));
    }

    /** The first protocol's own retry while markers are written; the other outcome is out of the question. */
    private static Decision<ProducerOutcome, TransactionRecord> wait(boolean agrees) {
        return refuse(agrees ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.INVALID_TXN_STATE);
    }

    private static Decision<ProducerOutcome, TransactionRecord> repeated(Transaction transaction, boolean agrees) {
        return agrees ? outcome(transaction) : refuse(ErrorCode.INVALID_TXN_STATE);
    }

    private static Decision<ProducerOutcome, TransactionRecord> outcome(Transaction transaction) {
        // A time-out aborted it in the last epoch: the outcome is as asked for, but nobody can go on from here.
        boolean nobodyFollows = transaction.onlyFences() && transaction.nextProducerId() == Transaction.NO_PRODUCER;
        return nobodyFollows ? refuse(ErrorCode.PRODUCER_FENCED) : Decision.reply(told(transaction));
    }

    /** Whom the producer is to act as from now on. */
    private static ProducerOutcome told(Transaction transaction) {
        return transaction.nextProducerId() == Transaction.NO_PRODUCER
                ? ProducerOutcome.of(transaction)
                : new ProducerOutcome(ErrorCode.NONE, transaction.nextProducerId(), (short) 0);
    }

    private static Decision<ProducerOutcome, TransactionRecord> refuse(ErrorCode error) {
        return Decision.reply(ProducerOutcome.refused(error));
    }
}
