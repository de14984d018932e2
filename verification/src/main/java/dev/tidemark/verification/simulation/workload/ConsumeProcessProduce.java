package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.ConsumerSettings;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.RebalanceListener;
import dev.tidemark.client.consumer.SteppedConsumer;
import dev.tidemark.client.net.Cluster;
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
import dev.tidemark.verification.simulation.schedule.SimProcess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic in a group and writes one output for each input to the same partition of another topic, with the offsets in the same transaction,
 * which it aborts now and then. Runs on its client's loop. Several of them share a group; one that died is replaced by another with the same
 * transactional id.
 *
 * <p>An output's key is the number of its input's partition.
 */
public final class ConsumeProcessProduce {

    private static final int BATCH_BYTES = 16 * 1024;
    private static final int RETRY_MS = 200;
    private static final long POLL_MS = 500;
    private static final long COMMITTED_MS = 15_000;
    private static final int ABORTS_ONE_IN = 8;
    private static final String ATTEMPT = " by ";

    /** What it owns from then on, in a generation of its group. */
    public record Share(int generation, Set<TopicPartition> partitions, long sinceNanos) {}

    private final SimClient client;
    private final SplittableRandom random;
    private final String group;
    private final String transactionalId;
    private final String input;
    private final String output;
    private final SteppedConsumer consumer;
    private final SteppedProducer producer;
    private final TransactionLog log;
    private final List<Share> shares = new ArrayList<>();
    private final List<ToldOffset> told = new ArrayList<>();
    private TransactionLog.@Nullable Entry current;
    private long closedNanos = SimProcess.ALIVE;
    private int outputs;
    private int committed;
    private boolean replaced;

    /**
     * @param settings by Kafka's names, over this workload's own
     * @param input read by the group
     * @param output has at least as many partitions
     */
    public ConsumeProcessProduce(SimClient client, SplittableRandom random, Map<String, String> settings, String group,
            String transactionalId,
            String input, String output, TransactionLog log) {
        this.client = client;
        this.random = random;
        this.group = group;
        this.input = input;
        this.output = output;
        this.transactionalId = transactionalId;
        this.log = log;
        Map<String, String> reading = new TreeMap<>(settings);
        reading.put("group.id", group);
        reading.put("enable.auto.commit", "false");
        // A JoinGroup may wait for so long and 5 s more, also for a broker whose machine is gone: less than the quiet at the end has to be enough
        reading.put("max.poll.interval.ms", "60000");
        reading.put("isolation.level", "read_committed");
        reading.putIfAbsent("auto.offset.reset", "earliest");
        reading.putIfAbsent("request.timeout.ms", "4000");
        reading.putIfAbsent("session.timeout.ms", "10000");
        reading.putIfAbsent("heartbeat.interval.ms", "2000");
        reading.putIfAbsent("default.api.timeout.ms", Long.toString(COMMITTED_MS));
        reading.putIfAbsent("max.poll.records", "20");
        Config readingConfig = client.config(reading);
        this.consumer = new SteppedConsumer(client.cluster(readingConfig), ConsumerSettings.of(readingConfig), true);
        Map<String, String> writing = new TreeMap<>();
        writing.put("transactional.id", transactionalId);
        writing.put("request.timeout.ms", "4000");
        writing.put("delivery.timeout.ms", "20000");
        writing.put("max.block.ms", "15000");
        writing.put("transaction.timeout.ms", "20000");
        Config writingConfig = client.config(writing);
        Cluster cluster = client.cluster(writingConfig);
        this.producer = new SteppedProducer(cluster, ProducerSettings.of(writingConfig), Lane.PRODUCE);
    }

    /** Begins. */
    public void start() {
        client.run(() -> {
            consumer.subscribe(List.of(input), RebalanceListener.NONE);
            initialise();
        });
    }

    /** Another has taken its transactional id over: once it notices that it is fenced, it does nothing more. */
    public void replaced() {
        replaced = true;
    }

    /** The value of the input that an output was made of; empty if it is no output. */
    public static String inputOf(String outputValue) {
        int attempt = outputValue.indexOf(ATTEMPT);
        return attempt < 0 ? "" : outputValue.substring(0, attempt);
    }

    /** The process and its group's member. */
    public String name() {
        return client.name();
    }

    public String group() {
        return group;
    }

    /** What it owned, one share after another. */
    public List<Share> shares() {
        return List.copyOf(shares);
    }

    /** What it was told that its group had committed. */
    public List<ToldOffset> told() {
        return List.copyOf(told);
    }

    /** When it died or left its group; {@link SimProcess#ALIVE} while it does neither. */
    public long goneNanos() {
        long diedNanos = client.process().diedNanos();
        return closedNanos == SimProcess.ALIVE || (diedNanos != SimProcess.ALIVE && diedNanos < closedNanos)
                ? diedNanos
                : closedNanos;
    }

    /** When its place in the group changed last. */
    public long changedNanos() {
        return Math.max(goneNanos(), shares.isEmpty() ? 0 : shares.getLast().sinceNanos());
    }

    /** How many inputs it committed. */
    public int committed() {
        return committed;
    }

    private void initialise() {
        step(producer.initialise(), outcome -> {
            if (outcome instanceof TransactionOutcome.Done) {
                backToCommitted();
            } else if (!replaced) {
                client.loop().schedule(RETRY_MS, this::initialise);
            }
        });
    }

    /** Goes on where the group stands: what was read behind it belongs to a transaction that is gone. */
    private void backToCommitted() {
        Set<TopicPartition> mine = consumer.assignment();
        if (mine.isEmpty()) {
            poll();
            return;
        }
        long askedNanos = nowNanos();
        then(consumer.committed(mine), (offsets, failure) -> {
            if (offsets == null) {
                client.loop().schedule(RETRY_MS, this::backToCommitted);
                return;
            }
            for (TopicPartition partition : new TreeSet<>(mine)) {
                long offset = GroupProbe.offsetOf(offsets.get(partition));
                told.add(new ToldOffset(partition, offset, askedNanos, nowNanos()));
                consumer.seek(partition, offset == ToldOffset.NONE ? 0 : offset);
            }
            poll();
        });
    }

    private void poll() {
        then(consumer.poll(POLL_MS).whenComplete((records, failure) -> noteShare()), (records, failure) -> {
            if (records == null) {
                client.loop().schedule(RETRY_MS, this::backToCommitted);
            } else if (records.isEmpty()) {
                poll();
            } else {
                process(records);
            }
        });
    }

    /** At the end of a poll, when all that the group decided has been met: a member gives up everything before it joins again. */
    private void noteShare() {
        int generation = consumer.groupMetadata().generation();
        Set<TopicPartition> mine = consumer.assignment();
        boolean news = shares.isEmpty() || shares.getLast().generation() != generation
                || !shares.getLast().partitions().equals(mine);
        if (generation >= 0 && news) {
            shares.add(new Share(generation, mine, nowNanos()));
        }
    }

    private void process(List<ConsumerRecord> records) {
        Outbox outbox = new Outbox(CompressionType.NONE, any -> BATCH_BYTES);
        Map<TopicPartition, OffsetAndMetadata> offsets = new TreeMap<>();
        TransactionLog.Entry entry = log.begin(client, transactionalId);
        current = entry;
        for (ConsumerRecord record : records) {
            TopicPartition to = new TopicPartition(output, record.partition().partition());
            String value = Values.text(Invariants.present(record.value(), "the value of an input")) + ATTEMPT
                    + client.name() + " " + outputs++;
            String key = Integer.toString(record.partition().partition());
            entry.wrote(to, key, value);
            entry.consumed(record.partition(), record.offset() + 1);
            outbox.append(to, client.clock().wallMs(), ByteBuffer.wrap(Values.bytes(key)),
                    ByteBuffer.wrap(Values.bytes(value)), Headers.none());
            offsets.put(record.partition(), new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
        }
        List<OutboxBatch> batches = outbox.takeAll();
        step(producer.send(batches), sent -> {
            if (sent instanceof TransactionOutcome.Done) {
                entry.acknowledged(batches);
                step(producer.sendOffsets(consumer.groupMetadata(), offsets), told -> {
                    if (told instanceof TransactionOutcome.Done) {
                        boolean commit = random.nextInt(ABORTS_ONE_IN) > 0;
                        if (commit) {
                            entry.commitAsked();
                        }
                        end(commit, records.size());
                    } else {
                        refused(told);
                    }
                });
            } else {
                refused(sent);
            }
        });
    }

    private void end(boolean commit, int inputs) {
        step(producer.end(commit), outcome -> {
            switch (outcome) {
                case TransactionOutcome.Done done -> {
                    if (commit) {
                        committed += inputs;
                        over(TransactionLog.End.COMMITTED, "");
                        poll();
                    } else {
                        givenUp("aborted");
                        backToCommitted();
                    }
                }
                case TransactionOutcome.Unknown unknown -> client.loop()
                        .schedule(RETRY_MS, () -> end(commit, inputs));
                default -> refused(outcome);
            }
        });
    }

    private void refused(TransactionOutcome outcome) {
        switch (outcome) {
            case TransactionOutcome.Unknown unknown -> end(false, 0);
            case TransactionOutcome.MustAbort must -> end(false, 0);
            case TransactionOutcome.MustInitialise must -> {
                givenUp(must.toString());
                initialise();
            }
            case TransactionOutcome.Fenced fenced -> {
                givenUp(fenced.toString());
                if (replaced) {
                    closedNanos = nowNanos();
                    var unused = consumer.close();
                } else {
                    initialise();
                }
            }
            case TransactionOutcome.Failed failed -> throw Invariants
                    .failure("a transaction failed for good: " + failed);
            case TransactionOutcome.Done done -> throw Invariants.failure("it was not refused");
        }
    }

    private void givenUp(String why) {
        if (current != null) {
            current.givenUp(why, nowNanos());
            current = null;
        }
    }

    private void over(TransactionLog.End end, String why) {
        if (current != null) {
            current.ended(end, why, nowNanos());
            current = null;
        }
    }

    private long nowNanos() {
        return client.process().scheduler().nowNanos();
    }

    private void step(CompletionStage<TransactionOutcome> stage, Consumer<TransactionOutcome> next) {
        then(stage, (outcome, failure) -> {
            if (outcome == null) {
                throw Invariants.failure("a step of a transaction threw: " + failure);
            }
            next.accept(outcome);
        });
    }

    /** A stage swallows what its callbacks throw; here it is the client's failure. */
    private <T> void then(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        stage.whenComplete((value, failure) -> client.run(() -> next.accept(value, failure)));
    }
}
