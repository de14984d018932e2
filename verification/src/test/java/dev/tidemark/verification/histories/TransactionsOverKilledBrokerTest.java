package dev.tidemark.verification.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.client.BrokerChild;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.check.ListAppendChecker;
import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Transaction;
import dev.tidemark.verification.simulation.workload.plan.ListAppendPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock idempotent and transactional producers while their broker is killed 30 times and stopped 10 times. Nothing acknowledged is lost,
 * nothing aborted is seen, no transaction is torn. What paces the kills is progress, never a clock.
 */
@Tag("ci")
@Timeout(300)
class TransactionsOverKilledBrokerTest {

    private static final int PARTITIONS = 4;
    private static final int TRANSACTIONAL = 4;
    private static final int IDEMPOTENT = 2;
    private static final int KILLS = 30;
    private static final int STOPS = 10;
    /** So much happens between two of them. */
    private static final int PROGRESS = 8;
    /** Plain records go with the transactions, so that a fast machine does not write a history without end. */
    private static final int PLAIN_EACH = 40;
    /** Readers go with them too, and leave the machine to the broker in between. */
    private static final int LOOKS_EACH = 4;
    private static final long PATIENCE_S = 60;

    @TempDir
    Path folder;

    private final HistoryClock clock = new HistoryClock();
    private final Semaphore plainRecords = new Semaphore(0);
    private final Semaphore looks = new Semaphore(0);
    private final List<ListAppendClient> clients = new ArrayList<>();
    private final List<PlainAppender> appenders = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();

    @Test
    void nothing_is_lost_torn_or_seen_too_early_over_kills_and_pauses() throws Exception {
        long seed = Long.getLong("seed", 23L);
        SplittableRandom random = new SplittableRandom(seed);
        try (BrokerChild broker = new BrokerChild(folder, Map.of()); Crew crew = new Crew()) {
            broker.start();
            String bootstrap = broker.bootstrap();
            try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
                admin.createTopics(List.of(new NewTopic("tx", PARTITIONS, (short) 1),
                        new NewTopic("plain", PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            start(crew, bootstrap, random);
            for (boolean kill : order(seed)) {
                assertThat(crew.awaitProgress(PROGRESS, PATIENCE_S))
                        .as("progress; failed: %s; %s", crew.failed(), broker.output())
                        .isTrue();
                if (kill) {
                    broker.kill();
                    broker.start();
                } else {
                    broker.pauseFor(Duration.ofMillis(200 + random.nextInt(1_500)));
                }
            }
            assertThat(crew.awaitProgress(PROGRESS, PATIENCE_S)).isTrue();
            crew.stop();
            crew.join(PATIENCE_S);
            judge(history(bootstrap), seed);
        }
    }

    private static List<Boolean> order(long seed) {
        List<Boolean> order = new ArrayList<>(Collections.nCopies(KILLS, true));
        order.addAll(Collections.nCopies(STOPS, false));
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    private void start(Crew crew, String bootstrap, SplittableRandom random) {
        WriterLocks locks = new WriterLocks(PARTITIONS, ListAppendChecker.Writers.EXCLUSIVE);
        for (int i = 0; i < TRANSACTIONAL; i++) {
            String id = "stock-" + i;
            ListAppendClient client = new ListAppendClient(i, "tx", id,
                    new StockSession(bootstrap, "tx", PARTITIONS, id),
                    new ListAppendPlan(ListAppendPlan.Shape.crowded(PARTITIONS), random.split(), (i + 1L) << 32), locks,
                    clock);
            clients.add(client);
            crew.repeat(() -> {
                client.run();
                plainRecords.release(PLAIN_EACH);
                looks.release(LOOKS_EACH);
            }, true);
        }
        for (int i = 0; i < IDEMPOTENT; i++) {
            PlainAppender appender = new PlainAppender(100 + i, bootstrap, "plain", PARTITIONS, clock);
            appenders.add(appender);
            crew.repeat(() -> {
                if (plainRecords.tryAcquire(1, TimeUnit.SECONDS)) {
                    appender.send();
                }
            }, false);
        }
        int number = 200;
        for (String topic : List.of("tx", "plain")) {
            for (Isolation isolation : Isolation.values()) {
                Watcher watcher = new Watcher(number++, bootstrap, topic, PARTITIONS, isolation, clock);
                watchers.add(watcher);
                crew.repeat(() -> {
                    if (looks.tryAcquire(1, TimeUnit.SECONDS)) {
                        watcher.look();
                    }
                }, false);
            }
        }
    }

    private History history(String bootstrap) {
        List<History> parts = new ArrayList<>();
        clients.forEach(client -> parts.add(client.history()));
        clients.forEach(ListAppendClient::close);
        appenders.forEach(appender -> parts.add(appender.history()));
        appenders.forEach(PlainAppender::close);
        watchers.forEach(watcher -> parts.add(watcher.history()));
        watchers.forEach(Watcher::close);
        for (String topic : List.of("tx", "plain")) {
            try (Watcher atTheEnd = new Watcher(300, bootstrap, topic, PARTITIONS, Isolation.COMMITTED, clock);
                    Watcher everything = new Watcher(301, bootstrap, topic, PARTITIONS, Isolation.UNCOMMITTED, clock)) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    assertThat(atTheEnd.endNow(partition)).as("nothing is open any more in %s-%d", topic, partition)
                            .isEqualTo(everything.endNow(partition));
                }
                atTheEnd.readAtTheEnd();
                parts.add(atTheEnd.history());
            }
        }
        return History.merged(parts);
    }

    private static void judge(History history, long seed) {
        ListAppendChecker elle = new ListAppendChecker(ListAppendChecker.Writers.EXCLUSIVE);
        List<Transaction> transactions = history.all(Transaction.class);
        List<Append> appends = history.all(Append.class);
        System.out.printf("seed=%d: %d kills, %d stops, %.0f s; transactions: %d committed, %d aborted, %d unknown; "
                + "plain records: %d acknowledged, %d unknown; %d operations, %d transactions in circles that are allowed%n",
                seed,
                KILLS, STOPS, transactions.getLast().call().completedNs() / 1e9, count(transactions, End.COMMITTED),
                count(transactions, End.ABORTED), count(transactions, End.UNKNOWN),
                appends.stream().filter(append -> append.outcome() == Outcome.OK).count(),
                appends.stream().filter(append -> append.outcome() != Outcome.OK).count(), history.operations().size(),
                elle.examine(history).tangled());
        assertThat(Jury.ofEveryRun().with(elle).check(history)).as("seed %d", seed).isEmpty();
        assertThat(count(transactions, End.COMMITTED)).isGreaterThan((KILLS + STOPS) * PROGRESS / 2);
    }

    private static long count(List<Transaction> transactions, End end) {
        return transactions.stream().filter(transaction -> transaction.end() == end).count();
    }
}
