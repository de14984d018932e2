package dev.tidemark.client.producer;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.Reply;
import dev.tidemark.client.net.ServedApis;
import dev.tidemark.client.producer.TransactionStep.Verdict;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link TransactionalProducer} over a cluster; confined to its cluster's loop. A step takes at most {@code max.block.ms}, a batch
 * {@code delivery.timeout.ms}.
 */
public final class SteppedProducer implements TransactionalProducer {

    private static final Verdict DONE = new Verdict.Settled(TransactionOutcome.Done.INSTANCE);
    /** From this level of {@code transaction.version} on the second protocol runs. */
    private static final short SECOND_PROTOCOL = 2;

    private final Cluster cluster;
    private final ProducerSettings settings;
    private final String transactionalId;
    private final Coordinator coordinator;
    private final Map<String, Coordinator> groups = new HashMap<>();
    private final Sender sender;
    private TransactionCalls calls;
    private ProducerIdentity identity = ProducerIdentity.NONE;
    private boolean open;
    /** Whether a batch of this transaction was lost with its fate unknown: its sequence cannot be used again in this epoch. */
    private boolean sequenceLost;
    private final Set<TopicPartition> added = new HashSet<>();
    private final Set<String> addedGroups = new HashSet<>();
    /** Why the open transaction cannot commit, or null. */
    private @Nullable TransactionOutcome problem;
    private @Nullable Runnable onQuiet;

    /**
     * @param settings with a transactional id
     * @param lane the connection for batches; producers that shall not wait for one another have different ones
     */
    public SteppedProducer(Cluster cluster, ProducerSettings settings, Lane lane) {
        this.cluster = cluster;
        this.settings = settings;
        this.transactionalId = Invariants.present(settings.transactionalId(), "transactional.id");
        this.coordinator = new Coordinator(cluster, Coordinator.Kind.TRANSACTION, transactionalId, Lane.TRANSACTION);
        this.calls = new TransactionCalls(transactionalId, false);
        this.sender = new Sender(cluster, settings, lane, fresh -> {
            // batches are taken only with an identity, and a new one is the user's decision
        });
    }

    @Override
    public long producerId() {
        return identity.id();
    }

    @Override
    public short producerEpoch() {
        return identity.epoch();
    }

    @Override
    public CompletionStage<TransactionOutcome> initialise() {
        CompletableFuture<TransactionOutcome> outcome = new CompletableFuture<>();
        whenQuiet(() -> initialise(ProducerIdentity.NONE).thenAccept(outcome::complete));
        return outcome;
    }

    private CompletionStage<TransactionOutcome> initialise(ProducerIdentity bump) {
        return ask("InitProducerId", () -> calls.initialise(settings.transactionTimeoutMs(), bump), answer -> {
            ErrorCode error = ErrorCode.of(answer.errorCode());
            if (error != ErrorCode.NONE) {
                return error;
            }
            started(answer);
            return ErrorCode.NONE;
        });
    }

    private void started(InitProducerIdResponse answer) {
        ServedApis served = cluster.served(coordinator.nodeId(), Lane.TRANSACTION);
        calls = new TransactionCalls(transactionalId,
                served != null && served.transactionVersion() >= SECOND_PROTOCOL);
        become(new ProducerIdentity(answer.producerId(), answer.producerEpoch()));
    }

    private void become(ProducerIdentity next) {
        identity = next;
        open = false;
        sequenceLost = false;
        problem = null;
        added.clear();
        addedGroups.clear();
        sender.identity(identity, calls.implicit());
    }

    // ---- writing

    @Override
    public CompletionStage<TransactionOutcome> send(Collection<OutboxBatch> batches) {
        if (problem != null || batches.isEmpty()) {
            return now(problem == null ? TransactionOutcome.Done.INSTANCE : problem);
        }
        if (!identity.exists()) {
            return now(new TransactionOutcome.MustInitialise(ErrorCode.INVALID_PRODUCER_ID_MAPPING.name(),
                    "the producer has not been initialised"));
        }
        CompletableFuture<TransactionOutcome> outcome = new CompletableFuture<>();
        Set<TopicPartition> fresh = new HashSet<>();
        batches.forEach(batch -> fresh.add(batch.partition()));
        fresh.removeAll(added);
        if (calls.implicit() || fresh.isEmpty()) {
            added.addAll(fresh);
            enqueue(batches, outcome);
            return outcome;
        }
        addPartitions(fresh).thenAccept(joined -> {
            if (joined instanceof TransactionOutcome.Done) {
                added.addAll(fresh);
                enqueue(batches, outcome);
            } else {
                keep(joined);
                outcome.complete(joined);
            }
        });
        return outcome;
    }

    private CompletionStage<TransactionOutcome> addPartitions(Set<TopicPartition> fresh) {
        return ask("AddPartitionsToTxn", () -> calls.addPartitions(identity, fresh), TransactionCalls::errorOf);
    }

    private void enqueue(Collection<OutboxBatch> batches, CompletableFuture<TransactionOutcome> outcome) {
        open = true;
        long nowMs = cluster.clock().monotonicMs();
        int[] left = {batches.size()};
        List<OutboxBatch> inOrder = new ArrayList<>(batches);
        for (OutboxBatch batch : inOrder) {
            sender.enqueue(new SendBatch(batch.partition(), batch.builder(), nowMs, nowMs, result -> {
                left[0]--;
                switch (result) {
                    case SendResult.Written(long baseOffset, long logAppendTimeMs) -> batch.written(baseOffset);
                    case SendResult.Failed failed -> batchFailed(failed, batch.partition());
                }
                if (problem != null) {
                    outcome.complete(problem);
                } else if (left[0] == 0) {
                    outcome.complete(TransactionOutcome.Done.INSTANCE);
                }
                checkQuiet();
            }));
        }
    }

    private void batchFailed(SendResult.Failed failed, TopicPartition partition) {
        sequenceLost |= failed.perhapsWritten();
        if (problem == null) {
            keep(TransactionErrors.settled(failed.error(), partition + ": " + failed.why()));
            sender.abandon("the transaction cannot commit: " + failed.why());
        }
    }

    private void keep(TransactionOutcome outcome) {
        if (problem == null && !(outcome instanceof TransactionOutcome.Done)
                && !(outcome instanceof TransactionOutcome.Unknown)) {
            problem = outcome;
        }
    }

    // ---- offsets

    @Override
    public CompletionStage<TransactionOutcome> sendOffsets(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (problem != null || offsets.isEmpty()) {
            return now(problem == null ? TransactionOutcome.Done.INSTANCE : problem);
        }
        if (calls.implicit() || addedGroups.contains(group.groupId())) {
            return commitOffsets(group, offsets);
        }
        CompletableFuture<TransactionOutcome> outcome = new CompletableFuture<>();
        ask("AddOffsetsToTxn", () -> calls.addOffsets(identity, group.groupId()),
                answer -> ErrorCode.of(answer.errorCode())).thenAccept(joined -> {
                    if (joined instanceof TransactionOutcome.Done) {
                        addedGroups.add(group.groupId());
                        open = true;
                        commitOffsets(group, offsets).thenAccept(outcome::complete);
                    } else {
                        keep(joined);
                        outcome.complete(joined);
                    }
                });
        return outcome;
    }

    private CompletionStage<TransactionOutcome> commitOffsets(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        open = true;
        Coordinator groupCoordinator = groups.computeIfAbsent(group.groupId(),
                id -> new Coordinator(cluster, Coordinator.Kind.GROUP, id, Lane.TRANSACTION));
        CompletionStage<TransactionOutcome> committed = TransactionStep.run(cluster, settings.maxBlockMs(),
                then -> attempt(groupCoordinator, "TxnOffsetCommit", calls.commitOffsets(identity, group, offsets),
                        TransactionCalls::errorOf, then));
        return committed.thenApply(outcome -> {
            keep(outcome);
            return outcome;
        });
    }

    // ---- ending

    @Override
    public CompletionStage<TransactionOutcome> end(boolean commit) {
        if (commit && problem != null) {
            return now(problem);
        }
        if (problem instanceof TransactionOutcome.Fenced || problem instanceof TransactionOutcome.MustInitialise) {
            return now(problem);
        }
        Invariants.check(!commit || sender.idle(), "a commit waits for the batches before it");
        if (!open) {
            problem = null;
            return now(TransactionOutcome.Done.INSTANCE);
        }
        CompletableFuture<TransactionOutcome> outcome = new CompletableFuture<>();
        whenQuiet(() -> sendEnd(commit).thenAccept(outcome::complete));
        return outcome;
    }

    private CompletionStage<TransactionOutcome> sendEnd(boolean commit) {
        boolean[] bump = {false};
        CompletionStage<TransactionOutcome> ended = ask("EndTxn", () -> calls.end(identity, commit), answer -> {
            ErrorCode error = ErrorCode.of(answer.errorCode());
            if (error == ErrorCode.NONE) {
                bump[0] = sequenceLost;
                ended(answer);
            }
            return error;
        });
        return ended.thenCompose(outcome -> {
            if (outcome instanceof TransactionOutcome.Done && bump[0] && !calls.implicit()) {
                // the first protocol keeps the epoch: a new one makes the lost sequence harmless (KIP-360)
                return initialise(identity);
            }
            keep(outcome);
            return now(outcome);
        });
    }

    private void ended(EndTxnResponse answer) {
        boolean told = calls.implicit() && answer.producerId() >= 0;
        become(told ? new ProducerIdentity(answer.producerId(), answer.producerEpoch()) : identity);
    }

    /** A batch on its way could otherwise arrive behind the end and join the next transaction. */
    private void whenQuiet(Runnable then) {
        if (!sender.idle()) {
            sender.abandon("the transaction is given up");
        }
        onQuiet = then;
        checkQuiet();
    }

    private void checkQuiet() {
        Runnable waiting = onQuiet;
        if (waiting != null && sender.idle()) {
            onQuiet = null;
            waiting.run();
        }
    }

    @Override
    public void close() {
        sender.close("the producer closes");
    }

    // ---- asking the coordinator

    private <R extends Response> CompletionStage<TransactionOutcome> ask(String step,
            Supplier<Call<R>> call, Function<R, ErrorCode> judge) {
        return TransactionStep.run(cluster, settings.maxBlockMs(),
                then -> attempt(coordinator, step, call.get(), judge, then));
    }

    private <R extends Response> void attempt(Coordinator at, String step, Call<R> call, Function<R, ErrorCode> judge,
            Consumer<Verdict> then) {
        at.call(call, cluster.settings().requestTimeoutMs(), reply -> then.accept(switch (reply) {
            case Reply.Lost<R>(Reply.Reason reason, String detail) -> reason == Reply.Reason.UNSUPPORTED
                    ? new Verdict.Settled(
                            new TransactionOutcome.Failed(ErrorCode.UNSUPPORTED_VERSION.name(), step + ": " + detail))
                    : new Verdict.Again(step + ": " + detail);
            case Reply.Answer<R>(R answer, short version) -> {
                ErrorCode error = judge.apply(answer);
                at.movedOrLoading(error);
                yield error == ErrorCode.NONE ? DONE : TransactionErrors.judge(error, step);
            }
        }));
    }

    private static CompletionStage<TransactionOutcome> now(TransactionOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
