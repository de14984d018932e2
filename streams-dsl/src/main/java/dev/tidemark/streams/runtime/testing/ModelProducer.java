package dev.tidemark.streams.runtime.testing;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.record.BatchStamp;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The transactions of one transactional id over the model. A step takes effect in one task of the loop and is answered in
 * another, so that a crash may fall between the two.
 */
final class ModelProducer implements TransactionalProducer {

    /** What goes wrong with a step. */
    interface Faults {

        /** Asked before each step. */
        Fault next(String step);

        /** Nothing goes wrong. */
        Faults NONE = step -> Fault.NONE;
    }

    /** What can go wrong with a step. */
    enum Fault {
        NONE,
        /** It does not happen; the transaction must abort. */
        REFUSED,
        /** It happens, and the answer is lost. */
        ANSWER_LOST,
        /** It does not happen, and nobody says so. */
        REQUEST_LOST,
        /** The transaction has timed out meanwhile: it is aborted, and the epoch gone. */
        TIMED_OUT,
        /** An end happens and is not answered; asked again, the coordinator knows the epoch no more. */
        ENDED_UNSEEN
    }

    private final EventLoop loop;
    private final ModelCluster cluster;
    private final String transactionalId;
    private final Faults faults;
    private short epoch = -1;
    private boolean closed;

    ModelProducer(EventLoop loop, ModelCluster cluster, String transactionalId, Faults faults) {
        this.loop = loop;
        this.cluster = cluster;
        this.transactionalId = transactionalId;
        this.faults = faults;
    }

    @Override
    public CompletionStage<TransactionOutcome> initialise() {
        CompletableFuture<TransactionOutcome> answer = new CompletableFuture<>();
        loop.execute(() -> {
            epoch = cluster.initialise(transactionalId);
            loop.execute(() -> answer.complete(new TransactionOutcome.Done()));
        });
        return answer;
    }

    @Override
    public CompletionStage<TransactionOutcome> send(Collection<OutboxBatch> batches) {
        List<OutboxBatch> inOrder = List.copyOf(batches);
        return step("send", false, () -> {
            for (OutboxBatch batch : inOrder) {
                ModelPartition partition = cluster.partition(batch.partition());
                long producerId = cluster.of(transactionalId).producerId();
                batch.written(partition.append(
                        batch.finish(BatchStamp.transactional(producerId, epoch, 0)), producerId));
                cluster.wrote(transactionalId, partition);
            }
            return new TransactionOutcome.Done();
        });
    }

    @Override
    public CompletionStage<TransactionOutcome> sendOffsets(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        return step("offsets", false, () -> {
            cluster.addOffsets(transactionalId, offsets);
            return new TransactionOutcome.Done();
        });
    }

    @Override
    public CompletionStage<TransactionOutcome> end(boolean commit) {
        return step(commit ? "commit" : "abort", true, () -> {
            cluster.end(transactionalId, commit);
            return new TransactionOutcome.Done();
        });
    }

    private CompletionStage<TransactionOutcome> step(String name, boolean maybeUnknown,
            Supplier<TransactionOutcome> effect) {
        CompletableFuture<TransactionOutcome> answer = new CompletableFuture<>();
        loop.execute(() -> {
            TransactionOutcome outcome = outcome(name, maybeUnknown, effect);
            loop.execute(() -> answer.complete(outcome));
        });
        return answer;
    }

    private TransactionOutcome outcome(String name, boolean maybeUnknown, Supplier<TransactionOutcome> effect) {
        if (closed) {
            return new TransactionOutcome.Unknown("closed");
        }
        if (!cluster.current(transactionalId, epoch)) {
            return new TransactionOutcome.Fenced("PRODUCER_FENCED", "epoch " + epoch + " is not the newest");
        }
        return switch (faults.next(name)) {
            case NONE -> effect.get();
            case REFUSED -> name.equals("abort") ? effect.get()
                    : new TransactionOutcome.MustAbort("TRANSACTION_ABORTABLE", "the schedule says so");
            case ANSWER_LOST -> {
                TransactionOutcome done = effect.get();
                yield maybeUnknown ? new TransactionOutcome.Unknown("the answer was lost") : done;
            }
            case TIMED_OUT -> {
                cluster.end(transactionalId, false);
                yield epochGone();
            }
            case ENDED_UNSEEN -> {
                TransactionOutcome done = effect.get();
                yield maybeUnknown ? epochGone() : done;
            }
            case REQUEST_LOST -> maybeUnknown ? new TransactionOutcome.Unknown("the request was lost") : effect.get();
        };
    }

    private static TransactionOutcome epochGone() {
        return new TransactionOutcome.MustInitialise("INVALID_PRODUCER_EPOCH", "the epoch is over");
    }

    @Override
    public long producerId() {
        return cluster.of(transactionalId).producerId();
    }

    @Override
    public short producerEpoch() {
        return epoch;
    }

    @Override
    public void close() {
        closed = true;
    }
}
