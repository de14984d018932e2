package dev.tidemark.verification.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The controller of an Apache Kafka 4.4.0 cluster, a child JVM on loopback that outlives kills of its brokers. Run by the thread of the test that
 * started it.
 */
public final class ApacheController implements AutoCloseable {

    private static final Pattern FENCING = Pattern.compile("Fencing broker \\d+ .* because its session has timed out");

    private final PeerProcess process;
    private final int port;

    private ApacheController(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Formats the folder if it is new and starts a controller on it.
     *
     * @param settings more of Kafka's {@code server.properties}, which win over the defaults here
     */
    public static ApacheController start(Path projectRoot, Path folder, int port, List<String> jvmOptions,
            Map<String, String> settings) throws IOException, InterruptedException {
        Map<String, String> all = new TreeMap<>(Map.of("node.id", "100", "process.roles", "controller",
                "listeners", "CONTROLLER://127.0.0.1:" + port,
                "controller.listener.names", "CONTROLLER",
                "controller.quorum.bootstrap.servers", "127.0.0.1:" + port,
                "log.dirs", folder.resolve("data").toString()));
        all.putAll(settings);
        return new ApacheController(
                ApacheServer.start("apache controller", projectRoot, folder, all, "--standalone", jvmOptions), port);
    }

    /** For {@code controller.quorum.bootstrap.servers}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** How often it has given a broker up whose session had timed out: from then on its partitions have no leader. */
    public long brokersFenced() {
        return process.output().stream().filter(line -> FENCING.matcher(line).find()).count();
    }

    public PeerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
