package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.check.Evidence;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.ConsumeProcessProduce;
import dev.tidemark.verification.simulation.workload.Incarnations;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import dev.tidemark.verification.simulation.workload.TransactionLog;
import dev.tidemark.verification.simulation.workload.TransactionalWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * All kinds of clients at once: an idempotent producer, two transactional writers, a reader of committed data, and a group of two that processes a topic
 * into another. In the end everything is quiet, and what was promised is there.
 */
public final class TransactionsScenario implements Scenario {

    private static final long QUIET_MS = 180_000;
    private static final long LOOK_MS = 250;
    private static final int PARTITIONS = 2;
    private static final Map<String, String> COMMITTED = Map.of("isolation.level", "read_committed");

    private final long faultyMs;

    /** @param faultyMs how long faults strike */
    public TransactionsScenario(long faultyMs) {
        this.faultyMs = faultyMs;
    }

    @Override
    public String name() {
        return "transactions";
    }

    @Override
    public Map<String, String> brokerSettings() {
        return Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "2000");
    }

    @Override
    public long faultyMs() {
        return faultyMs;
    }

    @Override
    public List<String> play(SimWorld world, FaultPlan plan) {
        return new Play(world).run(plan);
    }

    /** One play; confined to the simulation's thread. */
    private final class Play {

        private final SimWorld world;
        private final List<String> violations = new ArrayList<>();
        private final TransactionLog transactions = new TransactionLog();
        private final TransactionLog processing = new TransactionLog();
        private boolean resting;

        Play(SimWorld world) {
            this.world = world;
        }

        List<String> run(FaultPlan plan) {
            world.broker().start();
            Topics.create(world, NewTopic.of("plain", PARTITIONS), NewTopic.of("txn", PARTITIONS),
                    NewTopic.of("in", PARTITIONS), NewTopic.of("out", PARTITIONS));
            AppendingProducer plain = appending("plain");
            AppendingProducer inputs = appending("in");
            List<Incarnations<TransactionalWriter>> writers = List.of(writer("one"), writer("two"));
            processor("left");
            processor("right");
            ReadingConsumer watching = reading("watching", List.of("txn"));
            plain.start();
            inputs.start();
            plan.unleash(world);
            world.runForMs(faultyMs);
            FaultPlan.heal(world);
            plain.rest();
            inputs.rest();
            resting = true;
            writers.forEach(writer -> writer.current().rest());
            demand(() -> plain.done() && inputs.done(), "each record is acknowledged or given up");
            demand(() -> writers.stream().allMatch(writer -> writer.current().idle()), "each transaction is over");
            ReadingConsumer end = reading("end", List.of("plain", "txn", "in", "out"));
            demand(() -> count(end, "in") == count(end, "out") && caughtUp(end, plain, inputs),
                    "the processors have caught up and all can be read");
            world.runForMs(5_000); // whatever is there too often arrives as well
            appended(plain, "plain", end);
            appended(inputs, "in", end);
            processed(end);
            transactions(end, "at the end", true);
            transactions(watching, "on the way", false);
            judge(List.of(plain, inputs), List.of(watching, end), end);
            return violations;
        }

        private AppendingProducer appending(String topic) {
            SimClient client = world.client("writes " + topic);
            return new AppendingProducer(client, world.scheduler().seed().stream("plan of " + topic), Map.of(), topic,
                    PARTITIONS, Integer.MAX_VALUE, 600);
        }

        private Incarnations<TransactionalWriter> writer(String name) {
            return new Incarnations<>(world, "transactions " + name, client -> {
                TransactionalWriter writer = new TransactionalWriter(client,
                        world.scheduler().seed().stream("plan of " + client.name()), Map.of(), "id " + name, "txn",
                        PARTITIONS, 0, 800, transactions);
                writer.start();
                if (resting) {
                    writer.rest();
                }
                return writer;
            }, TransactionalWriter::replaced);
        }

        private Incarnations<ConsumeProcessProduce> processor(String name) {
            return new Incarnations<>(world, "processor " + name, client -> {
                ConsumeProcessProduce processor = new ConsumeProcessProduce(client,
                        world.scheduler().seed().stream("plan of " + client.name()), Map.of(), "processors",
                        "processor " + name, "in", "out", processing);
                processor.start();
                return processor;
            }, ConsumeProcessProduce::replaced);
        }

        private ReadingConsumer reading(String name, List<String> topics) {
            ReadingConsumer consumer = new ReadingConsumer(world.client("reader " + name), COMMITTED);
            List<TopicPartition> partitions = new ArrayList<>();
            topics.forEach(topic -> partitions.addAll(partitions(topic)));
            consumer.start(partitions);
            return consumer;
        }

        /** What holds for any run, by judges who know nothing of this one. */
        private void judge(List<AppendingProducer> producers, List<ReadingConsumer> readers, ReadingConsumer end) {
            HistoryBook book = new HistoryBook();
            producers.forEach(book::appends);
            book.transactions(transactions, "");
            book.transactions(processing, "processors");
            readers.forEach(reader -> book.reads(reader, Isolation.COMMITTED));
            for (String topic : List.of("plain", "in", "txn", "out")) {
                book.end(end, partitions(topic), Cleanup.DELETE);
            }
            Jury.ofEveryRun()
                    .check(Evidence.of(book.history()))
                    .forEach(violation -> violations.add(violation.toString()));
        }

        /** After healing things have to go on, in bounded time. */
        private void demand(BooleanSupplier holds, String what) {
            for (long ms = 0; ms < QUIET_MS && !holds.getAsBoolean(); ms += LOOK_MS) {
                world.runForMs(LOOK_MS);
            }
            if (!holds.getAsBoolean()) {
                violations
                        .add("I5 no progress: " + QUIET_MS / 1_000 + " s after healing it does not hold that " + what);
            }
        }

        private boolean caughtUp(ReadingConsumer end, AppendingProducer plain, AppendingProducer inputs) {
            return count(end, "plain") >= plain.acknowledgedCount()
                    && count(end, "in") >= inputs.acknowledgedCount();
        }

        /** I1 and I2. */
        private void appended(AppendingProducer producer, String topic, ReadingConsumer end) {
            for (TopicPartition partition : partitions(topic)) {
                List<ReadingConsumer.Seen> seen = end.seen(partition);
                Map<String, Long> offsets = new HashMap<>();
                int last = -1;
                for (ReadingConsumer.Seen record : seen) {
                    Long before = offsets.put(record.value(), record.offset());
                    if (before != null) {
                        violations.add("I2 twice: " + record.value() + " is at " + partition + "@" + before + " and @"
                                + record.offset());
                    }
                    int number = Integer.parseInt(record.value().substring(record.value().lastIndexOf('-') + 1));
                    if (number < last) {
                        violations.add("I2 out of order: " + record.value() + " lies at " + partition + "@"
                                + record.offset() + " behind number " + last);
                    }
                    last = Math.max(last, number);
                }
                for (AppendingProducer.Sent record : producer.acknowledged()) {
                    Long offset = offsets.get(record.value());
                    if (record.partition().equals(partition)
                            && (offset == null || (record.offset() >= 0 && offset != record.offset()))) {
                        violations.add("I1 lost: " + record + " was acknowledged, and is "
                                + (offset == null ? "not there" : "at " + offset));
                    }
                }
            }
        }

        /** I3 through a processor: every input has one output, in order. */
        private void processed(ReadingConsumer end) {
            for (int i = 0; i < PARTITIONS; i++) {
                List<String> in = values(end, new TopicPartition("in", i));
                List<String> out = values(end, new TopicPartition("out", i)).stream()
                        .map(ConsumeProcessProduce::inputOf)
                        .toList();
                if (!out.equals(in)) {
                    violations.add("I3 processed wrongly: partition " + i + " of in holds " + in + ", of out " + out);
                }
            }
        }

        /** I3: all or nothing. */
        private void transactions(ReadingConsumer reader, String when, boolean complete) {
            Map<String, Integer> seen = new HashMap<>();
            for (TopicPartition partition : partitions("txn")) {
                values(reader, partition).forEach(value -> seen.merge(value, 1, Integer::sum));
            }
            seen.forEach((value, times) -> {
                if (times > 1) {
                    violations.add("I2 twice: " + value + " was read " + times + " times " + when);
                }
            });
            Set<String> known = new HashSet<>();
            for (TransactionLog.Entry entry : transactions.entries()) {
                List<String> there = new ArrayList<>();
                List<String> missing = new ArrayList<>();
                for (TransactionLog.Write write : entry.writes()) {
                    known.add(write.value());
                    (seen.containsKey(write.value()) ? there : missing).add(write.value());
                }
                switch (entry.end()) {
                    case COMMITTED -> {
                        if (complete && !missing.isEmpty()) {
                            violations.add(
                                    "I3 lost from a committed transaction " + when + ": " + missing + " of " + entry);
                        }
                    }
                    case ABORTED, OPEN -> {
                        if (!there.isEmpty()) {
                            violations.add("I3 aborted and seen " + when + ": " + there + " of " + entry);
                        }
                    }
                    case UNKNOWN -> {
                        if (complete && !there.isEmpty() && !missing.isEmpty()) {
                            violations
                                    .add("I3 torn " + when + ": there is " + there + ", missing is " + missing + " of "
                                            + entry);
                        }
                    }
                }
            }
            seen.keySet()
                    .stream()
                    .filter(value -> !known.contains(value))
                    .sorted()
                    .forEach(
                            value -> violations.add("I3 nobody wrote " + value + ", and it was read " + when));
        }

        private List<String> values(ReadingConsumer reader, TopicPartition partition) {
            return reader.seen(partition).stream().map(ReadingConsumer.Seen::value).toList();
        }

        private int count(ReadingConsumer reader, String topic) {
            return partitions(topic).stream().mapToInt(partition -> reader.seen(partition).size()).sum();
        }

        private List<TopicPartition> partitions(String topic) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                all.add(new TopicPartition(topic, i));
            }
            return all;
        }
    }
}
