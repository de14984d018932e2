package dev.tidemark.streams.runtime;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.OffsetCommits;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.producer.IdempotentWriter;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The steps of a commit without transactions ({@code processing.guarantee=at_least_once}); run by the worker's loop. What is written counts at once, the
 * offsets count once they are committed, behind it; so what a commit that fell has written stays, and is written again.
 */
final class AtLeastOnceProducer implements TransactionalProducer {

    private static final TransactionOutcome DONE = new TransactionOutcome.Done();
    private static final long OFFSETS_TIMEOUT_MS = 60_000;

    private final Cluster cluster;
    private final Coordinator coordinator;
    private final IdempotentWriter writer;

    /** @param coordinator of the application's group */
    AtLeastOnceProducer(Cluster cluster, Coordinator coordinator, IdempotentWriter writer) {
        this.cluster = cluster;
        this.coordinator = coordinator;
        this.writer = writer;
    }

    /** There is nobody to fence. */
    @Override
    public CompletionStage<TransactionOutcome> initialise() {
        return CompletableFuture.completedFuture(DONE);
    }

    @Override
    public CompletionStage<TransactionOutcome> send(Collection<OutboxBatch> batches) {
        return writer.send(batches);
    }

    @Override
    public CompletionStage<TransactionOutcome> sendOffsets(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        return new OffsetCommits(cluster, coordinator, () -> group).commit(offsets, OFFSETS_TIMEOUT_MS)
                .handle((done, failure) -> failure == null ? DONE : refused(failure));
    }

    private static TransactionOutcome refused(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof TidemarkException known && known.code() != FailureCode.MEMBER_FENCED
                && known.code() != FailureCode.REQUEST_FAILED) {
            return new TransactionOutcome.Failed(known.code().text(), String.valueOf(known.getMessage()));
        }
        return new TransactionOutcome.MustAbort("OffsetCommit", cause.toString());
    }

    /** What was to happen has happened with the offsets, what was not to happen cannot be undone. */
    @Override
    public CompletionStage<TransactionOutcome> end(boolean commit) {
        return CompletableFuture.completedFuture(DONE);
    }

    @Override
    public long producerId() {
        return -1;
    }

    @Override
    public short producerEpoch() {
        return -1;
    }

    @Override
    public void close() {
        writer.close();
    }
}
