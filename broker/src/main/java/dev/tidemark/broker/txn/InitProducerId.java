package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.txn.TransactionRecord.Saved;
import dev.tidemark.broker.txn.TransactionShard.Given;
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
 * A producer takes over a transactional id: everybody who had it is fenced, what they left open is aborted first.
 *
 * <p>A producer that recovers from an error brings what it had (KIP-360). It gets the next epoch only if it still is the
 * current one; if it is not, somebody else took over, and it is fenced. Its own question sent twice gets the same answer
 * twice, unless the epoch was used since: then the second one is late, and must not abort what is open now.
 *
 * @param transactionalId the id
 * @param timeoutMs how long its transactions may be open
 * @param broughtId what a recovering producer had, or -1
 * @param broughtEpoch likewise, or -1
 */
public record InitProducerId(String transactionalId, int timeoutMs, long broughtId, short broughtEpoch)
        implements
            Command<TransactionShard, ProducerOutcome, TransactionRecord> {

    @Override
    public Decision<ProducerOutcome, TransactionRecord> decide(TransactionShard shard) {
        Transaction transaction = shard.find(transactionalId);
        if (transaction == null) {
            OptionalLong id = shard.takeProducerId();
            return id.isEmpty()
                    ? refuse(shard.noProducerId(ErrorCode.COORDINATOR_NOT_AVAILABLE))
                    : give(shard, Transaction.fresh(transactionalId, id.getAsLong(), timeoutMs, shard.nowMs()));
        }
        return switch (transaction.state()) {
            case PrepareCommit _,PrepareAbort _ -> knows(transaction) || isRetry(shard, transaction)
                    ? refuse(ErrorCode.CONCURRENT_TRANSACTIONS)
                    : refuse(ErrorCode.PRODUCER_FENCED);
            case Ongoing _ -> knows(transaction) ? abortFirst(shard, transaction) : refuse(ErrorCode.PRODUCER_FENCED);
            case Empty _,CompleteCommit _,CompleteAbort _ -> {
                if (knows(transaction)) {
                    yield takeOver(shard, transaction);
                }
                if (!isRetry(shard, transaction)) {
                    yield refuse(ErrorCode.PRODUCER_FENCED);
                }
                yield transaction.onlyFences() ? takeOver(shard, transaction)
                        : Decision.reply(ProducerOutcome.of(transaction));
            }
        };
    }

    /** Whether the caller brings nothing (a new instance) or what is current. */
    private boolean knows(Transaction transaction) {
        if (broughtId == Transaction.NO_PRODUCER) {
            return true;
        }
        return broughtId == transaction.producerId() && broughtEpoch == transaction.producerEpoch();
    }

    /** Whether this very question was answered with what is current. */
    private boolean isRetry(TransactionShard shard, Transaction transaction) {
        Given answer = shard.given(transactionalId);
        return answer != null && answer.broughtId() == broughtId && answer.broughtEpoch() == broughtEpoch
                && answer.producerId() == transaction.producerId()
                && answer.producerEpoch() == transaction.producerEpoch();
    }

    /**
     * The caller comes again when the abort is complete. A new instance then gets the epoch after that of the abort; a
     * recovering one, known by what it brought, that of the abort itself.
     */
    private Decision<ProducerOutcome, TransactionRecord> abortFirst(TransactionShard shard, Transaction open) {
        Transaction aborting = shard.fencedAbort(open);
        if (broughtId != Transaction.NO_PRODUCER) {
            shard.remember(transactionalId,
                    new Given(broughtId, broughtEpoch, aborting.producerId(), aborting.producerEpoch()));
        }
        Decision<ProducerOutcome, TransactionRecord> decision = Decision.append(List.of(new Saved(aborting)),
                ProducerOutcome.refused(ErrorCode.CONCURRENT_TRANSACTIONS));
        return decision.then(() -> shard.markers().send(aborting));
    }

    private Decision<ProducerOutcome, TransactionRecord> takeOver(TransactionShard shard, Transaction transaction) {
        Transaction idle = transaction.in(new Empty(), shard.nowMs()).withTimeout(timeoutMs);
        if (!transaction.epochsUsedUp()) {
            return give(shard, idle.bumped());
        }
        OptionalLong id = shard.takeProducerId();
        return id.isEmpty() ? refuse(shard.noProducerId(ErrorCode.COORDINATOR_NOT_AVAILABLE))
                : give(shard, idle.rotatedTo(id.getAsLong()));
    }

    private Decision<ProducerOutcome, TransactionRecord> give(TransactionShard shard, Transaction transaction) {
        if (broughtId != Transaction.NO_PRODUCER) {
            shard.remember(transactionalId, new Given(broughtId, broughtEpoch, transaction.producerId(),
                    transaction.producerEpoch()));
        }
        return Decision.append(List.of(new Saved(transaction)), ProducerOutcome.of(transaction));
    }

    private static Decision<ProducerOutcome, TransactionRecord> refuse(ErrorCode error) {
        return Decision.reply(ProducerOutcome.refused(error));
    }
}
