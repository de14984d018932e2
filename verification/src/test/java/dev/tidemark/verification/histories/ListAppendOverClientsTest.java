package dev.tidemark.verification.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.verification.client.BrokerChild;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.check.ListAppendChecker;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Transaction;
import dev.tidemark.verification.simulation.workload.plan.ListAppendPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stock clients and ours side by side in the same partitions. */
@Tag("ci")
@Timeout(240)
class ListAppendOverClientsTest {

    private static final int PARTITIONS = 4;
    private static final int CLIENTS = 6;
    private static final int TRANSACTIONS_EACH = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void no_anomaly_is_seen_through_stock_clients_and_ours(ListAppendChecker.Writers writers) throws Exception {
        long seed = Long.getLong("seed", 17L);
        SplittableRandom random = new SplittableRandom(seed);
        HistoryClock clock = new HistoryClock();
        WriterLocks locks = new WriterLocks(PARTITIONS, writers);
        List<ListAppendClient> clients = new ArrayList<>();
        try (BrokerChild broker = new BrokerChild(folder, Map.of());
                TcpNetwork network = TcpNetwork.start();
                Crew crew = new Crew()) {
            broker.start();
            String bootstrap = broker.bootstrap();
            try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
                admin.createTopics(List.of(new NewTopic("t", PARTITIONS, (short) 1))).all().get();
            }
            for (int i = 0; i < CLIENTS; i++) {
                String id = (i % 2 == 0 ? "stock-" : "ours-") + i;
                Session session = i % 2 == 0
                        ? new StockSession(bootstrap, "t", PARTITIONS, id)
                        : new OurSession(network.environment(), bootstrap, "t", PARTITIONS, id);
                ListAppendPlan plans = new ListAppendPlan(ListAppendPlan.Shape.crowded(PARTITIONS), random.split(),
                        (i + 1L) << 32);
                ListAppendClient client = new ListAppendClient(i, "t", id, session, plans, locks, clock);
                clients.add(client);
                crew.repeat(client::run, TRANSACTIONS_EACH, true);
            }
            crew.join(200);
            List<History> parts = new ArrayList<>();
            try (Watcher atTheEnd = new Watcher(99, bootstrap, "t", PARTITIONS, Isolation.COMMITTED, clock)) {
                atTheEnd.readAtTheEnd();
                parts.add(atTheEnd.history());
            }
            clients.forEach(client -> parts.add(client.history()));
            clients.forEach(ListAppendClient::close);
            judge(History.merged(parts), writers, seed);
        }
    }

    private static void judge(History history, ListAppendChecker.Writers writers, long seed) {
        ListAppendChecker elle = new ListAppendChecker(writers);
        List<Transaction> transactions = history.all(Transaction.class);
        long reads = transactions.stream().mapToLong(transaction -> transaction.reads().size()).sum();
        int tangled = elle.examine(history).tangled();
        System.out.printf(
                "%s seed=%d: %d transactions, %d reads, %d operations, %d transactions in circles that are allowed%n",
                writers, seed, transactions.size(), reads, history.operations().size(), tangled);
        assertThat(Jury.ofEveryRun().with(elle).check(history)).as("seed %d", seed).isEmpty();
        assertThat(transactions).hasSize(CLIENTS * TRANSACTIONS_EACH);
        assertThat(tangled).as("transactions that met").isGreaterThan(transactions.size() / 10);
    }
}
