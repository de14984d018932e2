package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.broker.txn.TransactionRecord.Saved;
import dev.tidemark.broker.txn.TransactionState.CompleteAbort;
import dev.tidemark.broker.txn.TransactionState.CompleteCommit;
import dev.tidemark.broker.txn.TransactionState.PrepareCommit;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries prepared transactions to their end: markers to every partition, again and again until each has one, then the
 * complete record. Owned by a {@link TransactionShard}, on the coordinator's loop; told only of outcomes that are committed, since
 * a marker cannot be taken back.
 */
final class Markers {

    private static final long RETRY_DELAY_MS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Markers.class);

    private final ShardContext<TransactionShard, TransactionRecord> context;
    private final MarkerWriter writer;
    private final Consumer<String> onCompletion;
    private boolean stopped;

    /** @param onCompletion told the id of each transaction that is complete */
    Markers(ShardContext<TransactionShard, TransactionRecord> context, MarkerWriter writer,
            Consumer<String> onCompletion) {
        this.context = context;
        this.writer = writer;
        this.onCompletion = onCompletion;
    }

    /** Sends the markers of a prepared transaction, in a turn of their own: the producer's answer does not wait for them. */
    void send(Transaction prepared) {
        context.submit(shard -> {
            send(prepared, prepared.state().openPartitions());
            return Decision.reply(true);
        });
    }

    private void send(Transaction prepared, Set<TopicPartition> partitions) {
        if (stopped) {
            return;
        }
        if (partitions.isEmpty()) {
            complete(prepared);
            return;
        }
        boolean commit = prepared.state() instanceof PrepareCommit;
        writer.write(prepared.producerId(), prepared.producerEpoch(), context.leaderEpoch(), commit, partitions)
                .whenComplete((results, failure) -> context.submit(shard -> {
                    Set<TopicPartition> again = failure == null ? unwritten(partitions, results) : partitions;
                    if (failure != null) {
                        LOG.warn("Markers of {} could not be written; they are sent again", prepared.id(), failure);
                    }
                    if (again.isEmpty()) {
                        return completed(shard, prepared);
                    }
                    context.schedule(RETRY_DELAY_MS, later -> {
                        send(prepared, again);
                        return Decision.reply(true);
                    });
                    return Decision.reply(false);
                }));
    }

    private static Set<TopicPartition> unwritten(Set<TopicPartition> partitions,
            Map<TopicPartition, ErrorCode> results) {
        Set<TopicPartition> unwritten = new HashSet<>();
        for (TopicPartition partition : partitions) {
            ErrorCode error = results.getOrDefault(partition, ErrorCode.UNKNOWN_SERVER_ERROR);
            boolean ended = switch (error) {
                // A partition that is gone, or that knows a newer epoch, has nothing of this transaction left to end.
                case NONE, UNKNOWN_TOPIC_OR_PARTITION, INVALID_PRODUCER_EPOCH -> true;
                default -> false;
            };
            if (!ended) {
                unwritten.add(partition);
            }
        }
        return unwritten;
    }

    private void complete(Transaction prepared) {
        context.submit(shard -> completed(shard, prepared));
    }

    private Decision<Boolean, TransactionRecord> completed(TransactionShard shard, Transaction prepared) {
        if (!prepared.equals(shard.find(prepared.id()))) {
            return Decision.reply(false);
        }
        TransactionState outcome = prepared.state() instanceof PrepareCommit
                ? new CompleteCommit(prepared.state().beganMs())
                : new CompleteAbort(prepared.state().beganMs());
        Transaction complete = (prepared.nextProducerId() == Transaction.NO_PRODUCER
                ? prepared
                : prepared.rotatedTo(prepared.nextProducerId()))
                .in(outcome, shard.nowMs());
        return Decision.<Boolean, TransactionRecord>append(List.of(new Saved(complete)), true)
                .then(() -> onCompletion.accept(prepared.id()));
    }

    /** Sends nothing any more; another coordinator, or this one after its restart, goes on. */
    void stop() {
        stopped = true;
    }
}
