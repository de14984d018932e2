package dev.tidemark.verification.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One Apache Kafka 4.4.0 broker, a child JVM on loopback: the peer that tests and benchmarks compare with. Its controller is its own, or an
 * {@link ApacheController}. Run by the thread of the test that started it.
 */
public final class ApacheBroker implements AutoCloseable {

    private final PeerProcess process;
    private final int port;

    private ApacheBroker(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Formats the folder if it is new and starts a broker with its own controller on it. The started broker answers requests.
     *
     * @param settings more of Kafka's {@code server.properties}, which win over the defaults here
     */
    public static ApacheBroker start(Path projectRoot, Path folder, int port, int controllerPort,
            List<String> jvmOptions,
            Map<String, String> settings) throws IOException, InterruptedException {
        Map<String, String> all = properties(folder, port, "127.0.0.1:" + controllerPort);
        all.putAll(Map.of("process.roles", "broker,controller", "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort));
        all.putAll(settings);
        return new ApacheBroker(
                ApacheServer.start("apache kafka", projectRoot, folder, all, "--standalone", jvmOptions),
                port);
    }

    /** As above, under a controller that runs. */
    public static ApacheBroker start(Path projectRoot, Path folder, int port, ApacheController controller,
            List<String> jvmOptions, Map<String, String> settings) throws IOException, InterruptedException {
        Map<String, String> all = properties(folder, port, controller.bootstrap());
        all.putAll(Map.of("process.roles", "broker", "listeners", "PLAINTEXT://127.0.0.1:" + port));
        all.putAll(settings);
        return new ApacheBroker(
                ApacheServer.start("apache kafka", projectRoot, folder, all, "--no-initial-controllers", jvmOptions),
                port);
    }

    private static Map<String, String> properties(Path folder, int port, String controllers) {
        return new TreeMap<>(Map.of("node.id", "1",
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names", "CONTROLLER",
                "controller.quorum.bootstrap.servers", controllers,
                "log.dirs", folder.resolve("data").toString(),
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1"));
    }

    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    public PeerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
