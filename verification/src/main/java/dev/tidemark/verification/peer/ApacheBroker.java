package dev.tidemark.verification.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One Apache Kafka 4.4.0 broker with its own controller, a child JVM on loopback: the peer that tests and benchmarks
 * compare with. Run by the thread of the test that started it.
 */
public final class ApacheBroker implements AutoCloseable {

    /** Long enough to recover a large log after a kill. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern STARTED = Pattern
            .compile("Kafka Server started");
    private static final String CLUSTER_ID = "VGlkZW1hcmtQZWVyMDAwMA";

    private final PeerProcess process;
    private final int port;

    private ApacheBroker(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Formats the folder if it is new and starts a broker on it. The started broker answers requests.
     *
     * @param settings more of Kafka's {@code server.properties}, which win over the defaults here
     */
    public static ApacheBroker start(Path projectRoot, Path folder, int port, int controllerPort,
            List<String> jvmOptions,
            Map<String, String> settings) throws IOException, InterruptedException {
        String classPath = PeerClassPath.of(projectRoot, "kafka-broker");
        Files.createDirectories(folder);
        Path properties = folder.resolve("server.properties");
        boolean fresh = !Files.exists(properties);
        Files.writeString(properties, properties(folder, port, controllerPort, settings));
        if (fresh) {
            try (PeerProcess format = PeerProcess.java("kafka-storage", folder, List.of("-Xmx128m"), classPath,
                    "kafka.tools.StorageTool",
                    List.of("format", "-t", CLUSTER_ID, "-c", properties.toString(), "--standalone"))) {
                if (format.waitFor(START_TIMEOUT) != 0) {
                    throw new IllegalStateException("kafka-storage failed:\n" + String.join("\n", format.output()));
                }
            }
        }
        PeerProcess process = PeerProcess.java("apache kafka", folder, jvmOptions, classPath, "kafka.Kafka",
                List.of(properties.toString()));
        process.awaitLine(STARTED, START_TIMEOUT);
        return new ApacheBroker(process, port);
    }

    private static String properties(Path folder, int port, int controllerPort, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(Map.of("node.id", "1", "process.roles", "broker,controller",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names", "CONTROLLER",
                "controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort,
                "log.dirs", folder.resolve("data").toString(),
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1"));
        all.putAll(settings);
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
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
