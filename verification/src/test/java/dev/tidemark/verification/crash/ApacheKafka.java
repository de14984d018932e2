package dev.tidemark.verification.crash;

import dev.tidemark.verification.peer.ApacheBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A single broker of Apache Kafka, with its own controller. A killed one is back as soon as its session with the controller has
 * ended, so that is made short. Used by one test's thread.
 */
final class ApacheKafka implements KillableBroker {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Map<String, String> SETTINGS = Map.of("group.initial.rebalance.delay.ms", "1000",
            "offsets.topic.num.partitions", "4", "transaction.state.log.num.partitions", "4",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000", "broker.session.timeout.ms", "2000",
            "broker.heartbeat.interval.ms", "500");

    private final Path folder;
    private final int port = KillableBroker.freePort();
    private final int controllerPort = KillableBroker.freePort();
    private ApacheBroker broker;

    ApacheKafka(Path folder) throws IOException {
        this.folder = folder.resolve("kafka");
    }

    @Override
    public void start() throws IOException, InterruptedException {
        broker = ApacheBroker.start(ROOT, folder, port, controllerPort, JVM, SETTINGS);
    }

    @Override
    public void kill() throws InterruptedException {
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
    }
}
