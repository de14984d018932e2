package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.check.BankChecker;
import dev.tidemark.verification.simulation.check.Checker;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.check.ListAppendChecker;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.schedule.Seed;
import dev.tidemark.verification.simulation.workload.Incarnations;
import dev.tidemark.verification.simulation.workload.PartitionProbe;
import dev.tidemark.verification.simulation.workload.Partitions;
import dev.tidemark.verification.simulation.workload.PlannedTransactionLog;
import dev.tidemark.verification.simulation.workload.PlannedTransactions;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import dev.tidemark.verification.simulation.workload.WriterTurns;
import dev.tidemark.verification.simulation.workload.plan.BankPlan;
import dev.tidemark.verification.simulation.workload.plan.ListAppendPlan;
import dev.tidemark.verification.simulation.workload.plan.TransactionPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several clients carry out transactions that a plan drew, over the partitions of one topic, and readers of committed data watch: transfers of a bank
 * ({@link #bank}), or appends and reads of lists ({@link #listAppend}).
 */
public final class PlannedTransactionsScenario implements Scenario {

    /** What the transactions are, and who judges them. */
    private sealed interface Work {

        String name();

        WriterTurns turns();

        /** What has to be committed before the others begin. */
        List<TransactionPlan> first(Seed seed);

        /** The transactions of one client, without end. */
        Supplier<TransactionPlan> plans(int client, Seed seed);

        Checker judge();
    }

    private record Bank() implements Work {

        private static final int ACCOUNTS = 9;

        @Override
        public String name() {
            return "bank";
        }

        @Override
        public WriterTurns turns() {
            return WriterTurns.shared();
        }

        private static BankPlan plan(int client, Seed seed) {
            return new BankPlan(ACCOUNTS, PARTITIONS, 0.1, seed.stream("transfers " + client), client * VALUES);
        }

        @Override
        public List<TransactionPlan> first(Seed seed) {
            return List.of(plan(CLIENTS, seed).opening());
        }

        @Override
        public Supplier<TransactionPlan> plans(int client, Seed seed) {
            BankPlan plan = plan(client, seed);
            return plan::next;
        }

        @Override
        public Checker judge() {
            long paidIn = new BankPlan(ACCOUNTS, PARTITIONS, 0, new Seed(0).stream("nothing is drawn"), 0).paidIn();
            return new BankChecker(TOPIC, BankPlan::amountOf, paidIn);
        }
    }

    private record ListAppend() implements Work {

        @Override
        public String name() {
            return "list-append";
        }

        @Override
        public WriterTurns turns() {
            return WriterTurns.exclusive();
        }

        @Override
        public List<TransactionPlan> first(Seed seed) {
            return List.of();
        }

        @Override
        public Supplier<TransactionPlan> plans(int client, Seed seed) {
            ListAppendPlan plan = new ListAppendPlan(ListAppendPlan.Shape.crowded(PARTITIONS),
                    seed.stream("lists " + client), client * VALUES);
            return plan::next;
        }

        @Override
        public Checker judge() {
            return new ListAppendChecker(ListAppendChecker.Writers.EXCLUSIVE);
        }
    }

    private static final String TOPIC = "planned";
    private static final int PARTITIONS = 4;
    private static final int CLIENTS = 3;
    private static final long VALUES = 1_000_000;
    private static final int GAP_MS_MAX = 250;
    private static final long QUIET_MS = 180_000;
    /** Above the numbers that {@link HistoryBook} gives to its clients. */
    private static final int FIRST_CLIENT = 1_000_000;

    private final Work work;
    private final long faultyMs;

    private PlannedTransactionsScenario(Work work, long faultyMs) {
        this.work = work;
        this.faultyMs = faultyMs;
    }

    /**
     * Money moves between accounts; wherever a reader stands, they add up.
     *
     * @param faultyMs how long faults strike
     */
    public static Scenario bank(long faultyMs) {
        return new PlannedTransactionsScenario(new Bank(), faultyMs);
    }

    /**
     * Lists grow and are read, one writer at a time each: no circle of transactions is there that Kafka forbids.
     *
     * @param faultyMs how long faults strike
     */
    public static Scenario listAppend(long faultyMs) {
        return new PlannedTransactionsScenario(new ListAppend(), faultyMs);
    }

    @Override
    public String name() {
        return work.name();
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
        private final Findings findings;
        private final NumberBook book = new NumberBook(FIRST_CLIENT);
        private final PlannedTransactionLog log = new PlannedTransactionLog();
        private final PlannedTransactions.Shared shared;
        private boolean resting;

        private Play(SimWorld world) {
            this.world = world;
            this.findings = new Findings(world);
            this.shared = new PlannedTransactions.Shared(TOPIC, PARTITIONS, work.turns(), GAP_MS_MAX, log,
                    book.recorder());
        }

        private List<String> run(FaultPlan plan) {
            world.broker().start();
            Topics.create(world, NewTopic.of(TOPIC, PARTITIONS));
            begin();
            List<Incarnations<PlannedTransactions>> writers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                writers.add(writer(i));
            }
            ReadingConsumer watching = reading("on the way");
            PartitionProbe offsets = new PartitionProbe(world.client("asks where partitions end"),
                    Partitions.of(TOPIC, PARTITIONS));
            offsets.start();
            plan.unleash(world);
            world.runForMs(faultyMs);
            FaultPlan.heal(world);
            resting = true;
            // those too that were paused, replaced, and took their id back
            writers.forEach(writer -> writer.all().forEach(each -> each.rest()));
            findings.demand(() -> writers.stream().allMatch(writer -> writer.current().idle()), QUIET_MS,
                    "each transaction is over");
            judge(watching, readToTheEnd(), offsets);
            return findings.list();
        }

        /** What the others build on, while nothing breaks. */
        private void begin() {
            Iterator<TransactionPlan> first = work.first(world.scheduler().seed()).iterator();
            PlannedTransactions opener = new PlannedTransactions(world.client("opens"), book.client(), "id opener",
                    shared, () -> first.hasNext() ? first.next() : null);
            opener.start();
            findings.demand(() -> !first.hasNext() && opener.idle(), QUIET_MS, "the first transactions are over");
            opener.rest();
        }

        private Incarnations<PlannedTransactions> writer(int number) {
            Supplier<TransactionPlan> plans = work.plans(number, world.scheduler().seed());
            return new Incarnations<>(world, "transactions " + number, client -> {
                Supplier<@Nullable TransactionPlan> more = () -> resting ? null : plans.get();
                PlannedTransactions writer = new PlannedTransactions(client, book.client(), "id " + number, shared,
                        more);
                writer.start();
                return writer;
            }, PlannedTransactions::replaced);
        }

        private ReadingConsumer reading(String when) {
            ReadingConsumer consumer = new ReadingConsumer(world.client("reader " + when),
                    Map.of("isolation.level", "read_committed"));
            consumer.start(Partitions.of(TOPIC, PARTITIONS));
            return consumer;
        }

        private ReadingConsumer readToTheEnd() {
            world.runForMs(10_000); // who died in a transaction is aborted by then, at the latest with the reader's patience
            ReadingConsumer end = reading("at the end");
            int before = -1;
            while (before != end.count()) {
                before = end.count();
                world.runForMs(25_000); // longer than a transaction lives that nobody ends
            }
            return end;
        }

        private void judge(ReadingConsumer watching, ReadingConsumer end, PartitionProbe offsets) {
            log.tell(book.recorder());
            book.reads(watching, Partitions::told);
            book.reads(end, Partitions::told);
            for (TopicPartition partition : Partitions.of(TOPIC, PARTITIONS)) {
                List<ReadingConsumer.Seen> seen = end.seen(partition);
                book.end(end, partition, Partitions.told(partition), Cleanup.DELETE, 0,
                        seen.isEmpty() ? 0 : seen.getLast().offset() + 1);
            }
            HistoryBook told = new HistoryBook();
            told.exposed(offsets);
            findings.judge(Jury.ofEveryRun().with(work.judge()),
                    History.merged(List.of(book.history(), told.history())));
        }
    }
}
