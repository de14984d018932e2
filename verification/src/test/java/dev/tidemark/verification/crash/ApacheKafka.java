package dev.tidemark.verification.crash;

import dev.tidemark.verification.peer.ApacheBroker;
import dev.tidemark.verification.peer.ApacheController;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A single broker of Apache Kafka, with a controller beside it that is not killed. Used by one test's thread.
 *
 * <p>A killed broker starts again when its session with the controller has ended, which is short for that. Its partitions have no leader
 * then, and get one all at once. A broker that finds itself their leader still, from before it was killed, begins to end the transactions of before,
 * loses its partitions when it is registered, and takes those whose markers it has not written for deleted: 4.4.0 then says a
 * transaction is committed whose records nobody will ever see (KAFKA-20734). So does one that has its own controller, at nearly every start.
 */
final class ApacheKafka implements KillableBroker {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final List<String> CONTROLLER_JVM = List.of("-Xmx128m", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");
    /** Not so short that a broker that runs is taken for dead because the processors are busy. */
    private static final String SESSION_TIMEOUT_MS = "3000";
    private static final Map<String, String> SESSION = Map.of("broker.session.timeout.ms", SESSION_TIMEOUT_MS,
            "broker.heartbeat.interval.ms", "500");
    private static final Map<String, String> SETTINGS = Map.of("group.initial.rebalance.delay.ms", "1000",
            "offsets.topic.num.partitions", "4", "transaction.state.log.num.partitions", "4",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    private static final Duration FENCED_WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private final int port = KillableBroker.freePort();
    private final int controllerPort = KillableBroker.freePort();
    private ApacheController controller;
    private ApacheBroker broker;
    private long fencedWhenKilled;

    ApacheKafka(Path folder) throws IOException {
        this.folder = folder.resolve("kafka");
    }

    @Override
    public void start() throws IOException, InterruptedException {
        if (controller == null) {
            controller = ApacheController.start(ROOT, folder.resolve("controller"), controllerPort, CONTROLLER_JVM,
                    SESSION);
        } else {
            Awaitility.await("the killed broker's session has ended")
                    .atMost(FENCED_WITHIN)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> controller.brokersFenced() > fencedWhenKilled);
        }
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(SESSION);
        broker = ApacheBroker.start(ROOT, folder.resolve("broker"), port, controller, JVM, settings);
    }

    @Override
    public void kill() throws InterruptedException {
        fencedWhenKilled = controller.brokersFenced();
        broker.process().kill();
    }

    @Override
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    @Override
    public List<String> sayingNow() {
        return broker == null ? List.of() : broker.process().output();
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
        if (controller != null) {
            controller.close();
        }
    }
}
