package dev.tidemark.verification.simulation.workload;

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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes transactions of a few values to several partitions, one after another, commits most and aborts the others, and keeps a {@link TransactionLog}.
 * Runs on its client's loop. A value is written once, whatever happens to its transaction.
 */
public final class TransactionalWriter {

    private static final int BATCH_BYTES = 16 * 1024;
    private static final int RETRY_MS = 200;
    private static final int VALUES_MAX = 6;

    private final SimClient client;
    private final SplittableRandom random;
    private final String transactionalId;
    private final String topic;
    private final int partitions;
    private final int keys;
    private final int gapMsMax;
    private final TransactionLog log;
    private final SteppedProducer producer;
    private TransactionLog.@Nullable Entry current;
    private int values;
    private boolean resting;
    private boolean replaced;

    /**
     * @param settings by Kafka's names, over this workload's own
     * @param keys how many keys it writes, each in a partition of its own; 0 for records without
     * @param gapMsMax longest time between two steps of a transaction
     */
    public TransactionalWriter(SimClient client, SplittableRandom random, Map<String, String> settings,
            String transactionalId, String topic, int partitions, int keys, int gapMsMax, TransactionLog log) {
        this.client = client;
        this.random = random;
        this.transactionalId = transactionalId;
        this.topic = topic;
        this.partitions = partitions;
        this.keys = keys;
        this.gapMsMax = gapMsMax;
        this.log = log;
        Map<String, String> all = new TreeMap<>(settings);
        all.put("transactional.id", transactionalId);
        all.putIfAbsent("request.timeout.ms", "4000");
        all.putIfAbsent("delivery.timeout.ms", "20000");
        all.putIfAbsent("max.block.ms", "15000");
        all.putIfAbsent("transaction.timeout.ms", "20000");
        Config config = client.config(all);
        this.producer = new SteppedProducer(client.cluster(config), ProducerSettings.of(config), Lane.PRODUCE);
    }

    /** Begins. */
    public void start() {
        client.run(this::initialise);
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

    private void initialise() {
        step(producer.initialise(), outcome -> {
            if (outcome instanceof TransactionOutcome.Done) {
                nextSoon();
            } else if (!replaced) {
                client.loop().schedule(RETRY_MS, this::initialise);
            }
        });
    }

    private void nextSoon() {
        client.loop().schedule(random.nextInt(gapMsMax / 4 + 1), this::begin);
    }

    private void begin() {
        if (resting) {
            return;
        }
        TransactionLog.Entry entry = log.begin(client, transactionalId);
        current = entry;
        write(entry, 1 + random.nextInt(2));
    }

    /** Writes so many bundles of values, one after another, and then ends. */
    private void write(TransactionLog.Entry entry, int bundles) {
        if (bundles == 0) {
            boolean commit = random.nextInt(5) > 0;
            if (commit) {
                entry.commitAsked();
            }
            end(entry, commit);
            return;
        }
        Outbox outbox = new Outbox(CompressionType.NONE, any -> BATCH_BYTES);
        int count = 1 + random.nextInt(VALUES_MAX);
        for (int i = 0; i < count; i++) {
            int choice = random.nextInt(keys == 0 ? partitions : keys);
            TopicPartition partition = new TopicPartition(topic, choice % partitions);
            String key = keys == 0 ? "" : "key " + choice + " of " + transactionalId;
            String value = client.name() + "-" + values++;
            entry.wrote(partition, key, value);
            outbox.append(partition, client.clock().wallMs(), keys == 0 ? null : ByteBuffer.wrap(Values.bytes(key)),
                    ByteBuffer.wrap(Values.bytes(value)), Headers.none());
        }
        List<OutboxBatch> batches = outbox.takeAll();
        step(producer.send(batches), outcome -> {
            if (outcome instanceof TransactionOutcome.Done) {
                entry.acknowledged(batches);
                client.loop().schedule(random.nextInt(gapMsMax + 1), () -> write(entry, bundles - 1));
            } else {
                refused(entry, outcome);
            }
        });
    }

    private void end(TransactionLog.Entry entry, boolean commit) {
        step(producer.end(commit), outcome -> {
            switch (outcome) {
                case TransactionOutcome.Done done -> {
                    if (commit) {
                        over(entry, TransactionLog.End.COMMITTED, "");
                    } else {
                        givenUp(entry, "aborted");
                    }
                    nextSoon();
                }
                case TransactionOutcome.Unknown unknown -> client.loop()
                        .schedule(RETRY_MS, () -> end(entry, commit));
                default -> refused(entry, outcome);
            }
        });
    }

    private void refused(TransactionLog.Entry entry, TransactionOutcome outcome) {
        switch (outcome) {
            case TransactionOutcome.Unknown unknown -> end(entry, false);
            case TransactionOutcome.MustAbort must -> end(entry, false);
            case TransactionOutcome.MustInitialise must -> {
                givenUp(entry, must.toString());
                initialise();
            }
            case TransactionOutcome.Fenced fenced -> {
                givenUp(entry, fenced.toString());
                if (!replaced) {
                    // the id is its own: its transaction was too old, or an earlier initialisation was not heard of
                    initialise();
                }
            }
            case TransactionOutcome.Failed failed ->
                throw Invariants.failure("a transaction failed for good: " + failed);
            case TransactionOutcome.Done done -> throw Invariants.failure("it was not refused");
        }
    }

    private void givenUp(TransactionLog.Entry entry, String why) {
        entry.givenUp(why, client.process().scheduler().nowNanos());
        current = null;
    }

    private void over(TransactionLog.Entry entry, TransactionLog.End end, String why) {
        entry.ended(end, why, client.process().scheduler().nowNanos());
        current = null;
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
