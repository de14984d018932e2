package dev.tidemark.client.producer;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.id.TopicPartition;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The transactions of one transactional id, step by step; confined to its loop, where its stages complete too. At most one transaction
 * is open; it opens with the first {@link #send} or {@link #sendOffsets} after {@link #initialise} or {@link #end}.
 *
 * <p>Both transaction protocols (KIP-890): where the cluster finalised {@code transaction.version} 2 partitions join with their first
 * produce and every end bumps the epoch; before that they are added beforehand. Retriable errors (a moved coordinator or leader,
 * CONCURRENT_TRANSACTIONS while the previous transaction ends) are waited out inside a step, up to the step's time.
 */
public interface TransactionalProducer {

    /**
     * Obtains producer id and epoch, which fences older producers of the transactional id and aborts what they left open. Also the way
     * out of {@link TransactionOutcome.MustInitialise}.
     */
    CompletionStage<TransactionOutcome> initialise();

    /**
     * Writes batches as part of the transaction: they are stamped with id, epoch and sequence now, and belong to the producer until the
     * stage completes. Per partition the order is that of the calls and of the collection. Completes when all are
     * acknowledged, or with the first failure.
     */
    CompletionStage<TransactionOutcome> send(Collection<OutboxBatch> batches);

    /** Makes consumed positions part of the transaction (TxnOffsetCommit). */
    CompletionStage<TransactionOutcome> sendOffsets(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets);

    /**
     * Ends the transaction (EndTxn). Nothing may be on its way. {@link TransactionOutcome.Unknown} leaves it open: call
     * again with the same {@code commit}. Ending where nothing was sent is {@link TransactionOutcome.Done} at once.
     */
    CompletionStage<TransactionOutcome> end(boolean commit);

    /** -1 before {@link #initialise}. */
    long producerId();

    /** -1 before {@link #initialise}; moves with every end under the second protocol. */
    short producerEpoch();

    /** Gives up the batches on their way; steps on theirs end by their answer or their time. */
    void close();
}
