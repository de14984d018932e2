package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.check.GroupsSettle;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.ConsumeProcessProduce;
import dev.tidemark.verification.simulation.workload.GroupProbe;
import dev.tidemark.verification.simulation.workload.Incarnations;
import dev.tidemark.verification.simulation.workload.PartitionProbe;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import dev.tidemark.verification.simulation.workload.TransactionLog;
import dev.tidemark.verification.simulation.workload.TransactionalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All kinds of clients at once: an idempotent producer, two transactional writers, a reader of committed data, a group of two that processes a topic
 * into another, and two who ask where partitions and the group stand. In the end everything is quiet, and what was promised is there.
 */
public final class TransactionsScenario implements Scenario {

    private static final long QUIET_MS = 180_000;
    /** A group that did not change for so long has noticed who is gone: sessions end before. */
    private static final long REST_NANOS = 12_000_000_000L;
    private static final int PARTITIONS = 2;
    private static final String GROUP = "processors";
    private static final List<String> TOPICS = List.of("plain", "txn", "in", "out");
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
        private final TransactionLog transactions = new TransactionLog();
        private final TransactionLog processing = new TransactionLog();
        private final List<Incarnations<ConsumeProcessProduce>> processors = new ArrayList<>();
        private boolean resting;

        Play(SimWorld world) {
            this.world = world;
        }

        List<String> run(FaultPlan plan) {
            world.broker().start();
            Topics.create(world, TOPICS.stream().map(topic -> NewTopic.of(topic, PARTITIONS)).toArray(NewTopic[]::new));
            AppendingProducer plain = appending("plain");
            AppendingProducer inputs = appending("in");
            List<Incarnations<TransactionalWriter>> writers = List.of(writer("one"), writer("two"));
            processors.add(processor("left"));
            processors.add(processor("right"));
            ReadingConsumer watching = reading("watching", List.of("txn"));
            PartitionProbe offsets = new PartitionProbe(world.client("asks where partitions end"), partitions(TOPICS));
            GroupProbe lag = new GroupProbe(world.client("asks where the group stands"), GROUP, partitions("in"));
            plain.start();
            inputs.start();
            offsets.start();
            lag.start();
            plan.unleash(world);
            world.runForMs(faultyMs);
            FaultPlan.heal(world);
            plain.rest();
            inputs.rest();
            resting = true;
            // those too that were paused, replaced, and took their id back
            writers.forEach(writer -> writer.all().forEach(each -> each.rest()));
            Progress progress = new Progress(world, QUIET_MS);
            progress.demand("each record is acknowledged or given up", () -> plain.done() && inputs.done());
            progress.demand("each transaction is over",
                    () -> writers.stream().allMatch(writer -> writer.current().idle()));
            // a write that was refused, and given up, may be accepted when it arrives again: as input for the processors
            progress.demand("no request is under way once more", () -> world.network().copies().underWay() == 0);
            ReadingConsumer end = reading("end", TOPICS);
            progress.demand("the processors have caught up and all can be read",
                    () -> count(end, "in") == count(end, "out") && caughtUp(end, plain, inputs));
            progress.demand("the group is at rest", this::groupRests);
            long restingNanos = world.scheduler().nowNanos();
            progress.demand("no transaction is open, and the group's offsets are told",
                    () -> offsets.nothingOpenSince(restingNanos) && lag.answeredSince(restingNanos));
            world.runForMs(5_000); // whatever is there too often arrives as well
            HistoryBook book = new HistoryBook();
            book.appends(plain);
            book.appends(inputs);
            book.transactions(transactions, "");
            book.transactions(processing, GROUP);
            book.members(members());
            members().forEach(member -> book.committed(GROUP, member.told()));
            book.committed(GROUP, lag.told());
            book.exposed(offsets);
            book.reads(watching, Isolation.COMMITTED);
            book.reads(end, Isolation.COMMITTED);
            TOPICS.forEach(topic -> book.end(end, partitions(topic), Cleanup.DELETE));
            Map<Partition, Long> processed = new TreeMap<>();
            lag.toldSince(restingNanos)
                    .forEach((partition, offset) -> processed.put(HistoryBook.partition(partition), offset));
            Jury jury = Promises.ofTransactions(settled(restingNanos),
                    Promises.everyInput("in", "out", book::inputOf, processed));
            List<String> violations = new ArrayList<>(progress.violations());
            violations.addAll(Promises.judge(jury, book.history()));
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
                        world.scheduler().seed().stream("plan of " + client.name()), Map.of(), GROUP,
                        "processor " + name, "in", "out", processing);
                processor.start();
                return processor;
            }, ConsumeProcessProduce::replaced);
        }

        private ReadingConsumer reading(String name, List<String> topics) {
            ReadingConsumer consumer = new ReadingConsumer(world.client("reader " + name), COMMITTED);
            consumer.start(partitions(topics));
            return consumer;
        }

        private boolean caughtUp(ReadingConsumer end, AppendingProducer plain, AppendingProducer inputs) {
            return count(end, "plain") >= plain.acknowledgedCount()
                    && count(end, "in") >= inputs.acknowledgedCount();
        }

        private List<ConsumeProcessProduce> members() {
            return processors.stream().flatMap(place -> place.all().stream()).toList();
        }

        private boolean groupRests() {
            long nowNanos = world.scheduler().nowNanos();
            if (members().stream().anyMatch(member -> nowNanos - member.changedNanos() < REST_NANOS)) {
                return false;
            }
            HistoryBook book = new HistoryBook();
            book.members(members());
            return settled(nowNanos).check(book.history()).isEmpty();
        }

        /** At rest at this time, and for so long before it. */
        private GroupsSettle settled(long nanos) {
            return new GroupsSettle(nanos - REST_NANOS, nanos, Map.of(GROUP, HistoryBook.partitions(partitions("in"))));
        }

        private int count(ReadingConsumer reader, String topic) {
            return partitions(topic).stream().mapToInt(partition -> reader.seen(partition).size()).sum();
        }

        private List<TopicPartition> partitions(List<String> topics) {
            return topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
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
