package dev.tidemark.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.streams.PlainQuakes;
import dev.tidemark.verification.streams.QuakeResults;
import dev.tidemark.verification.streams.StockReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker and an application, each killed -9 at twenty random moments while records are processed. Whatever happened,
 * a stock {@code read_committed} consumer finds exactly the windows of a plain computation, and the stores hold exactly
 * what their changelogs say.
 */
@Tag("ci")
class KilledAppTest {

    private static final int KILLS_OF_EACH = 20;
    private static final int STOPS_MAX = 4;
    private static final int PARTITIONS = 4;
    private static final int WORKERS = 2;
    private static final int BACKLOG = 12_000;
    /** From the end of one kill's recovery to the next kill, at most. */
    private static final int WORK_MS_MAX = 400;
    /** Between the seal and the answer to EndTxn, by the names in the commit journal. */
    private static final Set<String> IN_COMMIT = Set.of("Draining", "AwaitingGroup", "SendingOffsets",
            "EndingTransaction");

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final List<String> told = new ArrayList<>();

    @Test
    void twenty_kills_of_app_and_broker_each_change_no_result_and_no_store() throws Exception {
        int port = freePort();
        String bootstrap = "127.0.0.1:" + port;
        try (Child broker = broker(port).start().awaitReady(); Child app = app(bootstrap)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", 5_000));
                    ShiftedQuakes quakes = new ShiftedQuakes(bootstrap)) {
                admin.createTopics(List.of(new NewTopic("earthquakes", PARTITIONS, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
                app.start().awaitReady();
                Kills kills = killTwentyTimesEach(admin, quakes, broker, app);
                List<PlainQuakes.Row> rows = quakes.finish();

                stopWithItsLastCommit(app);
                storesHoldWhatTheirChangelogsSay(bootstrap);

                PlainQuakes plain = new PlainQuakes(rows, PARTITIONS, Duration.ofHours(24).toMillis());
                assertThat(app.runToEnd("--once", Duration.ofMinutes(3))).isEqualTo(plain.summary());
                QuakeResults.assertEqual(bootstrap, plain);
                assertThat(app.said()).as("a crash wipes nothing").noneMatch(line -> line.contains("TM-6002"));
                assertThat(kills.inCommit).as("kills of the app between seal and the answer to EndTxn, seed %d:\n%s",
                        seed, String.join("\n", told)).isGreaterThanOrEqualTo(5);
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + "; kills so far:\n" + String.join("\n", told)
                        + "\nthe app's last words:\n" + lastOf(app.sayingNow()) + "\nthe broker's:\n"
                        + lastOf(broker.sayingNow()), failure);
            }
        } finally {
            told.forEach(System.out::println);
        }
    }

    /** A stop whose last commit is not answered in time leaves it to the next start: only after one that was, stores are as new as changelogs. */
    private static void stopWithItsLastCommit(Child app) throws IOException, InterruptedException {
        for (int stop = 0; stop < STOPS_MAX; stop++) {
            assertThat(app.terminate()).as("SIGTERM").isEqualTo(143);
            if (app.sayingNow().stream().noneMatch(line -> line.contains("without an answer to its last commit"))) {
                return;
            }
            app.start().awaitReady();
        }
        throw new AssertionError(STOPS_MAX + " stops in order, and none had its last commit answered");
    }

    private static final class Kills {
        int ofApp;
        int ofBroker;
        int inCommit;
        long committedAtLast;
    }

    private Kills killTwentyTimesEach(Admin admin, ShiftedQuakes quakes, Child broker, Child app) throws Exception {
        Kills kills = new Kills();
        quakes.sendUpTo(BACKLOG);
        while (kills.ofApp < KILLS_OF_EACH || kills.ofBroker < KILLS_OF_EACH) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> {
                assertThat(app.isAlive()).as("the app lives:\n%s", lastOf(app.sayingNow())).isTrue();
                return committed(admin) > kills.committedAtLast;
            });
            quakes.sendUpTo(committed(admin) + BACKLOG);
            app.work(random.nextInt(WORK_MS_MAX));
            long committed = committed(admin);
            long lag = logEnd(admin) - committed;
            boolean counts = committed > kills.committedAtLast && lag > 0;
            boolean killApp = kills.ofBroker == KILLS_OF_EACH
                    || kills.ofApp < KILLS_OF_EACH && random.nextBoolean();
            if (killApp) {
                app.kill();
            } else {
                broker.kill();
            }
            List<String> phases = phases();
            boolean inCommit = phases.stream().anyMatch(IN_COMMIT::contains);
            if (counts) {
                kills.committedAtLast = committed;
                kills.ofApp += killApp ? 1 : 0;
                kills.ofBroker += killApp ? 0 : 1;
                kills.inCommit += killApp && inCommit ? 1 : 0;
            }
            told.add(String.format("kill of %-6s  committed %7d  lag %6d  commit phases %s%s",
                    killApp ? "app" : "broker", committed, lag, phases, counts ? "" : "  (does not count)"));
            if (killApp) {
                app.start();
            } else {
                broker.start().awaitReady();
            }
        }
        app.awaitReady();
        return kills;
    }

    /** What the killed app's workers were doing, from their journals. */
    private List<String> phases() throws IOException {
        List<String> phases = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            Path journal = folder.resolve("state/quakes/commit-phase-" + worker);
            phases.add(Files.readString(journal, StandardCharsets.US_ASCII).strip().split(" ")[0]);
        }
        return phases;
    }

    private static long committed(Admin admin) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin
                .listConsumerGroupOffsets("quakes")
                .partitionsToOffsetAndMetadata()
                .get(60, TimeUnit.SECONDS);
        return offsets.entrySet()
                .stream()
                .filter(entry -> entry.getKey().topic().equals("earthquakes") && entry.getValue() != null)
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    private static long logEnd(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            latest.put(new TopicPartition("earthquakes", partition), OffsetSpec.latest());
        }
        return admin.listOffsets(latest)
                .all()
                .get(60, TimeUnit.SECONDS)
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private void storesHoldWhatTheirChangelogsSay(String bootstrap) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> hourly = StockReader.readAll(bootstrap, "quakes-hourly-changelog");
        List<ConsumerRecord<byte[], byte[]>> frontiers = StockReader.readAll(bootstrap,
                "quakes-by-net-system-changelog");
        int entries = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Path rocksDb = folder.resolve("state/quakes/stores/1_" + partition + "/rocksdb");
            Map<String, String> stored = StoreFiles.windowed(rocksDb, "hourly");
            assertThat(stored).as("store 'hourly', partition %d", partition)
                    .isEqualTo(StoreFiles.fold(hourly, partition));
            entries += stored.size();
            assertThat(StoreFiles.system(rocksDb)).as("frontiers, partition %d", partition)
                    .isNotEmpty()
                    .isEqualTo(StoreFiles.fold(frontiers, partition));
        }
        assertThat(entries).as("windows are open").isPositive();
    }

    private Child broker(int port) throws IOException {
        Path settings = folder.resolve("server.properties");
        Files.writeString(settings, """
                node.id=1
                process.roles=broker,controller
                listeners=PLAINTEXT://127.0.0.1:%d
                log.dirs=%s
                group.initial.rebalance.delay.ms=0
                offsets.topic.num.partitions=4
                transaction.state.log.num.partitions=4
                """.formatted(port, folder.resolve("broker")));
        return new Child("broker", folder, List.of("broker", "start", "-c", settings.toString()));
    }

    private Child app(String bootstrap) {
        return new Child("app", folder,
                List.of("app", "run", "quakes", "--bootstrap-server", bootstrap, "--set",
                        "state.dir=" + folder.resolve("state"), "--set", "num.stream.threads=" + WORKERS, "--set",
                        "commit.interval.ms=20", "--set", "repartition.purge.interval.ms=500"));
    }

    private static String lastOf(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
