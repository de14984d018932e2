package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.OffsetReads;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.client.producer.ProducerSettings;
import dev.tidemark.client.producer.SteppedProducer;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.workload.plan.Step;
import dev.tidemark.verification.simulation.workload.plan.TransactionPlan;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out planned transactions, one after another: appends and reads in the plan's order, with what was read committed for a group of its own in
 * the same transaction. Runs on its client's loop. One that died is replaced by another with the same transactional id and the same plans.
 */
public final class PlannedTransactions implements WriterTurns.Writer {

    /**
     * What the clients of a workload have in common.
     *
     * @param gapMsMax longest time between two steps
     */
    public record Shared(String topic, int partitions, WriterTurns turns, int gapMsMax, PlannedTransactionLog log,
            Recorder recorder) {}

    private static final int BATCH_BYTES = 16 * 1024;
    private static final int RETRY_MS = 200;
    private static final long COMMITTED_MS = 10_000;

    private final SimClient client;
    private final int number;
    private final String transactionalId;
    private final Shared shared;
    private final Supplier<@Nullable TransactionPlan> plans;
    private final SplittableRandom random;
    private final SteppedProducer producer;
    private final StableReader reader;
    private final OffsetReads offsets;
    private PlannedTransactionLog.@Nullable Entry current;
    private boolean resting;
    private boolean replaced;

    /**
     * @param number the client's in the history
     * @param plans null once there are no more
     */
    public PlannedTransactions(SimClient client, int number, String transactionalId, Shared shared,
            Supplier<@Nullable TransactionPlan> plans) {
        this.client = client;
        this.number = number;
        this.transactionalId = transactionalId;
        this.shared = shared;
        this.plans = plans;
        this.random = client.process().scheduler().seed().stream("pace of " + client.name());
        Config config = client.config(Map.of("transactional.id", transactionalId, "request.timeout.ms", "4000",
                "delivery.timeout.ms", "20000", "max.block.ms", "15000", "transaction.timeout.ms", "20000"));
        Cluster cluster = client.cluster(config);
        this.producer = new SteppedProducer(cluster, ProducerSettings.of(config), Lane.PRODUCE);
        this.reader = new StableReader(client, number, shared.recorder(), shared.topic(), shared.partitions());
        this.offsets = new OffsetReads(cluster,
                new Coordinator(cluster, Coordinator.Kind.GROUP, group(), Lane.CONTROL), group());
    }

    private String group() {
        return "group of " + transactionalId;
    }

    /** Begins. */
    public void start() {
        client.run(() -> {
            reader.start();
            initialise();
        });
    }

    /** Begins no transaction any more; the one that is open ends. */
    public void rest() {
        client.run(() -> resting = true);
    }

    /** Another has taken its transactional id over: once it notices that it is fenced, it does nothing more. */
    public void replaced() {
        replaced = true;
    }

    /** Whether no transaction is open. */
    public boolean idle() {
        return current == null;
    }

    @Override
    public String transactionalId() {
        return transactionalId;
    }

    @Override
    public boolean gone() {
        return replaced || !client.process().alive();
    }

    private long nowNs() {
        return client.process().scheduler().nowNanos();
    }

    private void initialise() {
        step(producer.initialise(), outcome -> {
            if (outcome instanceof TransactionOutcome.Done && !replaced) {
                shared.log().obtained(transactionalId, nowNs());
                shared.turns().obtained(transactionalId);
                nextSoon();
            } else if (!replaced) {
                client.loop().schedule(RETRY_MS, this::initialise);
            }
        });
    }

    private void nextSoon() {
        client.loop().schedule(random.nextInt(shared.gapMsMax() + 1), this::next);
    }

    private void next() {
        TransactionPlan plan = resting || replaced ? null : plans.get();
        if (plan != null) {
            shared.turns().take(this, plan.written(), () -> client.run(() -> begin(plan)));
        }
    }

    private void begin(TransactionPlan plan) {
        if (resting) {
            shared.turns().release(this);
            return;
        }
        PlannedTransactionLog.Entry entry = shared.log().begin(number, transactionalId, group(), nowNs());
        current = entry;
        carryOut(entry, plan, 0);
    }

    /** Appends that follow each other leave together. */
    private void carryOut(PlannedTransactionLog.Entry entry, TransactionPlan plan, int from) {
        if (from == plan.steps().size()) {
            finish(entry, plan);
            return;
        }
        if (plan.steps().get(from) instanceof Step.Read read) {
            reader.read(read.partition(), range -> {
                if (range != null) {
                    entry.read(range);
                }
                later(() -> carryOut(entry, plan, from + 1));
            });
            return;
        }
        Outbox outbox = new Outbox(CompressionType.NONE, any -> BATCH_BYTES);
        Map<Integer, TopicPartition> places = new TreeMap<>();
        int next = from;
        while (next < plan.steps().size() && plan.steps().get(next) instanceof Step.Append append) {
            TopicPartition partition = new TopicPartition(shared.topic(), append.partition());
            places.put(entry.appending(Partitions.told(partition), append.key(), append.value()), partition);
            outbox.append(partition, client.clock().wallMs(), ByteBuffer.wrap(Values.bytes(append.key())),
                    ByteBuffer.wrap(Values.bytes(append.value())), Headers.none());
            next++;
        }
        int rest = next;
        List<OutboxBatch> batches = outbox.takeAll();
        step(producer.send(batches), sent -> {
            if (sent instanceof TransactionOutcome.Done) {
                tellOffsets(entry, places, batches);
                later(() -> carryOut(entry, plan, rest));
            } else {
                refused(entry, sent);
            }
        });
    }

    /** Few records fit into one batch for each partition, so they lie behind each other. */
    private static void tellOffsets(PlannedTransactionLog.Entry entry, Map<Integer, TopicPartition> places,
            List<OutboxBatch> batches) {
        Map<TopicPartition, Long> next = new TreeMap<>();
        for (OutboxBatch batch : batches) {
            if (batch.endOffset() >= 0) {
                next.put(batch.partition(), batch.endOffset() - batch.recordCount());
            }
        }
        places.forEach((place, partition) -> {
            long offset = next.getOrDefault(partition, Append.NO_OFFSET);
            entry.appended(place, offset);
            next.computeIfPresent(partition, (same, last) -> last + 1);
        });
    }

    private void finish(PlannedTransactionLog.Entry entry, TransactionPlan plan) {
        Map<TopicPartition, OffsetAndMetadata> positions = new TreeMap<>();
        entry.offsets()
                .forEach((partition, offset) -> positions
                        .put(new TopicPartition(partition.topic(), partition.number()), OffsetAndMetadata.of(offset)));
        step(producer.sendOffsets(GroupMetadata.none(group()), positions), told -> {
            if (told instanceof TransactionOutcome.Done) {
                if (!plan.abort()) {
                    entry.commitAsked();
                }
                end(entry, !plan.abort());
            } else {
                refused(entry, told);
            }
        });
    }

    private void end(PlannedTransactionLog.Entry entry, boolean commit) {
        step(producer.end(commit), outcome -> {
            switch (outcome) {
                case TransactionOutcome.Done done -> {
                    if (commit) {
                        entry.committed(nowNs());
                    }
                    over(entry);
                    lookAtCommitted(entry);
                }
                case TransactionOutcome.Unknown unknown -> client.loop()
                        .schedule(RETRY_MS, () -> end(entry, commit));
                default -> refused(entry, outcome);
            }
        });
    }

    private void over(PlannedTransactionLog.Entry entry) {
        entry.over(nowNs());
        current = null;
        shared.turns().release(this);
    }

    /** What others would be told of its group's position now. */
    private void lookAtCommitted(PlannedTransactionLog.Entry entry) {
        if (entry.offsets().isEmpty() || replaced) {
            nextSoon();
            return;
        }
        long askedNs = nowNs();
        Map<TopicPartition, Partition> asked = new TreeMap<>();
        entry.offsets()
                .keySet()
                .forEach(partition -> asked.put(new TopicPartition(partition.topic(), partition.number()), partition));
        var unused = offsets.of(asked.keySet(), true, COMMITTED_MS).whenComplete((found, failure) -> client.run(() -> {
            if (failure == null) {
                asked.forEach((partition, told) -> {
                    OffsetAndMetadata offset = found.get(partition);
                    shared.recorder()
                            .add(new OffsetFetch(new Call(number, askedNs, nowNs()), group(), told,
                                    offset == null ? OffsetFetch.NONE : offset.offset()));
                });
            }
            nextSoon();
        }));
    }

    private void refused(PlannedTransactionLog.Entry entry, TransactionOutcome outcome) {
        switch (outcome) {
            case TransactionOutcome.Unknown unknown -> end(entry, false);
            case TransactionOutcome.MustAbort must -> end(entry, false);
            case TransactionOutcome.MustInitialise must -> givenUp();
            case TransactionOutcome.Fenced fenced -> givenUp();
            case TransactionOutcome.Failed failed -> throw Invariants
                    .failure("a transaction failed for good: " + failed);
            case TransactionOutcome.Done done -> throw Invariants.failure("it was not refused");
        }
    }

    /** The transaction is over, and its turn with it, when the id is obtained again: here, or by who took it over. */
    private void givenUp() {
        current = null;
        if (!replaced) {
            initialise();
        }
    }

    private void later(Runnable then) {
        client.loop().schedule(random.nextInt(shared.gapMsMax() + 1), then);
    }

    /** A stage swallows what its callbacks throw; here it is the client's failure. */
    private void step(CompletionStage<TransactionOutcome> stage, Consumer<TransactionOutcome> then) {
        stage.whenComplete((outcome, failure) -> client.run(() -> {
            if (failure != null) {
                throw Invariants.failure("a step of a transaction threw: " + failure);
            }
            then.accept(outcome);
        }));
    }
}
