package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.CoordinatorLogs;
import dev.tidemark.broker.coordinator.CoordinatorRuntime;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Coordinates the transactions whose partition of {@code __transaction_state} this broker leads, and gives out producer ids.
 * Called on the loop that it was given; its stages complete there. Only the {@link #gate} may be used from anywhere.
 */
public final class TransactionCoordinator {

    /** The internal topic. */
    public static final String TOPIC = TopicImage.TRANSACTION_STATE;

    private final EventLoop loop;
    private final Clock clock;
    private final TransactionSettings settings;
    private final Completions completions;
    private final ProducerIds producerIds;
    private final CoordinatorRuntime<TransactionShard, TransactionRecord> runtime;
    private final Writers writers = new Writers();
    private final LongAdder timedOut = new LongAdder();
    private @Nullable MarkerWriter markers;

    public TransactionCoordinator(EventLoop loop, Clock clock, CoordinatorLogs logs, ProducerIdBlocks blocks,
            TransactionSettings settings) {
        this.loop = loop;
        this.clock = clock;
        this.settings = settings;
        this.completions = new Completions(loop);
        this.producerIds = new ProducerIds(blocks);
        this.runtime = new CoordinatorRuntime<>(TOPIC, loop, clock, logs, new TransactionRecordCodec(),
                context -> new TransactionShard(context, settings, producerIds,
                        Invariants.present(markers, "the marker writer"), timedOut::increment,
                        completions::completed));
    }

    /**
     * Loads what there is: open transactions time out, prepared ones get their markers.
     *
     * @param markerWriter ends transactions, wherever they wrote
     */
    public void start(MarkerWriter markerWriter) {
        markers = markerWriter;
        runtime.start();
    }

    /** Refuses what waits and what comes. */
    public void close() {
        runtime.close();
    }

    /** Makes sure that the id's partition exists and is loaded; false if it cannot be loaded. */
    public CompletionStage<Boolean> ready(String transactionalId) {
        return runtime.ready(runtime.partitionOf(transactionalId));
    }

    /** A producer id for an idempotent producer, at epoch 0. */
    public CompletionStage<ProducerOutcome> newProducer() {
        return producerIds.ready().thenApply(ready -> {
            OptionalLong id = producerIds.take();
            return id.isEmpty()
                    ? ProducerOutcome.refused(producerIds.refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE))
                    : new ProducerOutcome(ErrorCode.NONE, id.getAsLong(), (short) 0);
        });
    }

    /** A producer takes over a transactional id. */
    public CompletionStage<ProducerOutcome> initProducer(InitProducerId request) {
        if (request.transactionalId().isEmpty()) {
            return CompletableFuture.completedFuture(ProducerOutcome.refused(ErrorCode.INVALID_REQUEST));
        }
        if (request.timeoutMs() <= 0 || request.timeoutMs() > settings.timeoutMaxMs()) {
            return CompletableFuture
                    .completedFuture(ProducerOutcome.refused(ErrorCode.INVALID_TRANSACTION_TIMEOUT));
        }
        return producerIds.ready()
                .thenCompose(ready -> runtime.execute(partition(request.transactionalId()), request,
                        ProducerOutcome::refused));
    }

    /** Partitions become part of a transaction. */
    public CompletionStage<ErrorCode> add(AddPartitions request) {
        return runtime.execute(partition(request.transactionalId()), request, error -> error);
    }

    /** A producer commits or aborts. */
    public CompletionStage<ProducerOutcome> end(EndTransaction request) {
        return runtime.execute(partition(request.transactionalId()), request, ProducerOutcome::refused);
    }

    /** Somebody speaks for a transactional id, and was not refused. */
    public void heard(String transactionalId, Writer writer) {
        writers.heard(transactionalId, writer);
    }

    /** How many transactions were aborted since the start because their time-out passed; any thread. */
    public long timedOut() {
        return timedOut.sum();
    }

    /** What a transactional id is doing. */
    public CompletionStage<DescribedTransaction> describe(String transactionalId) {
        DescribeTransaction question = new DescribeTransaction(transactionalId, writers);
        if (transactionalId.isEmpty()) {
            return CompletableFuture.completedFuture(question.refused(ErrorCode.INVALID_REQUEST));
        }
        return runtime.execute(partition(transactionalId), question, question::refused);
    }

    /** How many transactional ids there are. */
    public CompletionStage<TransactionCounts> count() {
        return runtime.gather(TransactionCounts::of, error -> TransactionCounts.UNKNOWN, TransactionCounts.NONE,
                TransactionCounts::plus);
    }

    /** The transactional ids that pass the filters; an error if some partition is not loaded, or the pattern is too costly. */
    public CompletionStage<ListedTransactions.Found> list(ListedTransactions request) {
        return runtime.gather(request, error -> new ListedTransactions.Found(error, List.of()),
                new ListedTransactions.Found(ErrorCode.NONE, List.of()), TransactionCoordinator::together);
    }

    private static ListedTransactions.Found together(ListedTransactions.Found some, ListedTransactions.Found more) {
        ErrorCode error = some.error() == ErrorCode.NONE ? more.error() : some.error();
        if (error != ErrorCode.NONE) {
            return new ListedTransactions.Found(error, List.of());
        }
        List<Transaction> transactions = new ArrayList<>(some.transactions());
        transactions.addAll(more.transactions());
        return new ListedTransactions.Found(error, transactions);
    }

    /** What partitions ask before a transaction's first write to them. */
    public TransactionGate gate() {
        return this::admit;
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> admit(String transactionalId, long producerId,
            short producerEpoch, Set<TopicPartition> partitions, TransactionGate.Mode mode) {
        return loop.ask(() -> decide(transactionalId, producerId, producerEpoch, partitions, mode));
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> decide(String transactionalId, long producerId,
            short producerEpoch, Set<TopicPartition> partitions, TransactionGate.Mode mode) {
        return switch (mode) {
            case VERIFY -> runtime.execute(partition(transactionalId),
                    new VerifyPartitions(transactionalId, producerId, producerEpoch, partitions),
                    error -> all(partitions, error));
            case ADD -> addAfterCompletion(
                    new AddPartitions(transactionalId, producerId, producerEpoch, partitions, true),
                    clock.monotonicMs() + settings.addWaitMs())
                    .thenApply(error -> all(partitions, error));
        };
    }

    /** As {@link #add}, and asked again when a transaction that was in the way is complete, until the deadline. */
    private CompletionStage<ErrorCode> addAfterCompletion(AddPartitions request, long deadlineMs) {
        return add(request).thenCompose(error -> {
            long leftMs = deadlineMs - clock.monotonicMs();
            return error != ErrorCode.CONCURRENT_TRANSACTIONS || leftMs <= 0
                    ? CompletableFuture.completedFuture(error)
                    : completions.next(request.transactionalId(), leftMs)
                            .thenCompose(complete -> addAfterCompletion(request, deadlineMs));
        });
    }

    private static Map<TopicPartition, ErrorCode> all(Set<TopicPartition> partitions, ErrorCode error) {
        Map<TopicPartition, ErrorCode> results = new HashMap<>();
        partitions.forEach(partition -> results.put(partition, error));
        return results;
    }

    /** The durable state of a partition as text: what a reload has to give again. */
    CompletionStage<Map<String, String>> durableState(int partition) {
        return runtime.executeWhenLoaded(partition, shard -> Decision.reply(shard.describeDurable()),
                error -> Map.of("", error.name()));
    }

    private int partition(String transactionalId) {
        return runtime.partitionOf(transactionalId);
    }
}
