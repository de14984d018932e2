package dev.tidemark.client.producer;

import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.core.failure.Invariants;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes filled batches outside of transactions, in order per partition and none twice through a retry; confined to its cluster's loop. A batch
 * takes at most {@code delivery.timeout.ms}.
 */
public final class IdempotentWriter {

    private final Cluster cluster;
    private final Sender sender;
    private final IdempotentIds ids;

    /** @param settings idempotent, without a transactional id */
    public IdempotentWriter(Cluster cluster, ProducerSettings settings, Lane lane) {
        Invariants.check(settings.idempotent() && settings.transactionalId() == null,
                "a writer outside of transactions is idempotent");
        this.cluster = cluster;
        this.sender = new Sender(cluster, settings, lane, fresh -> requestIdentity());
        this.ids = new IdempotentIds(cluster, identity -> sender.identity(identity, false));
    }

    private void requestIdentity() {
        ids.request();
    }

    /**
     * Writes batches, which belong to the writer until the stage completes: when each is acknowledged or given up, with the first failure if there was one.
     * A batch that failed may be there all the same.
     */
    public CompletionStage<TransactionOutcome> send(Collection<OutboxBatch> batches) {
        CompletableFuture<TransactionOutcome> outcome = new CompletableFuture<>();
        if (batches.isEmpty()) {
            outcome.complete(TransactionOutcome.Done.INSTANCE);
            return outcome;
        }
        Together together = new Together(batches.size(), outcome);
        long nowMs = cluster.clock().monotonicMs();
        for (OutboxBatch batch : List.copyOf(batches)) {
            sender.enqueue(new SendBatch(batch.partition(), batch.builder(), nowMs, nowMs,
                    result -> together.settled(batch, result)));
        }
        return outcome;
    }

    /** Batches of one call; confined to the loop. */
    private static final class Together {
        private final CompletableFuture<TransactionOutcome> outcome;
        private int left;
        private @Nullable TransactionOutcome failure;

        Together(int left, CompletableFuture<TransactionOutcome> outcome) {
            this.left = left;
            this.outcome = outcome;
        }

        void settled(OutboxBatch batch, SendResult result) {
            left--;
            switch (result) {
                case SendResult.Written(long baseOffset, long logAppendTimeMs) -> batch.written(baseOffset);
                case SendResult.Failed failed -> {
                    if (failure == null) {
                        failure = TransactionErrors.settled(failed.error(), batch.partition() + ": " + failed.why());
                    }
                }
            }
            if (left == 0) { // a batch that is still under way is nobody's to fill again
                outcome.complete(failure == null ? TransactionOutcome.Done.INSTANCE : failure);
            }
        }
    }

    /** Gives up the batches on their way. */
    public void close() {
        sender.close("the writer closes");
    }
}
