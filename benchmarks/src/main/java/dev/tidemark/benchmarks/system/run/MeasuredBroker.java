package dev.tidemark.benchmarks.system.run;

import dev.tidemark.verification.peer.ApacheBroker;
import dev.tidemark.verification.peer.LauncherFlags;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One broker of either side as a child JVM on loopback, with the same flags and as quiet in its log as the other. Run by the
 * benchmark's thread.
 */
public final class MeasuredBroker implements AutoCloseable {

    /** Long enough to recover a large log after a kill. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("^Ready in ");

    /** Warnings only, as ours; but for the line that says that it has started, which is waited for. */
    private static final List<String> QUIET_KAFKA = List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info");

    private final String bootstrap;
    private final PeerProcess process;

    private MeasuredBroker(String bootstrap, PeerProcess process) {
        this.bootstrap = bootstrap;
        this.process = process;
    }

    /**
     * Starts a broker on a folder, new or used, and waits until it says that it is ready.
     *
     * @param settings of {@code server.properties}, by names that both have
     */
    public static MeasuredBroker start(Side side, Path projectRoot, Path folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        return start(side, projectRoot, folder, settings, List.of());
    }

    /**
     * The same with more flags for the JVM, such as those that make it record samples: such a run is not compared.
     *
     * @param moreFlags behind those of {@link JvmFlags}
     */
    public static MeasuredBroker start(Side side, Path projectRoot, Path folder, Map<String, String> settings,
            List<String> moreFlags) throws IOException, InterruptedException {
        return switch (side) {
            case TIDEMARK -> tidemark(projectRoot, folder, settings, moreFlags);
            case KAFKA -> kafka(projectRoot, folder, settings, moreFlags);
        };
    }

    private static MeasuredBroker kafka(Path projectRoot, Path folder, Map<String, String> settings,
            List<String> moreFlags) throws IOException, InterruptedException {
        int[] ports = Ports.two();
        List<String> flags = new ArrayList<>(JvmFlags.ALL);
        flags.addAll(moreFlags);
        flags.addAll(QUIET_KAFKA);
        ApacheBroker broker = ApacheBroker.start(projectRoot, folder, ports[0], ports[1], flags, settings);
        return new MeasuredBroker(broker.bootstrap(), broker.process());
    }

    /** As the launcher does in the end: its flags, its class path, its main class. */
    private static MeasuredBroker tidemark(Path projectRoot, Path folder, Map<String, String> settings,
            List<String> moreFlags) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = Ports.two()[0];
        Map<String, String> all = new TreeMap<>(Map.of("node.id", "1", "process.roles", "broker,controller",
                "listeners", "PLAINTEXT://127.0.0.1:" + port, "log.dirs", folder.resolve("data").toString()));
        all.putAll(settings);
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Path properties = folder.resolve("server.properties");
        Files.writeString(properties, text.toString());
        List<String> flags = new ArrayList<>(JvmFlags.ALL);
        flags.addAll(LauncherFlags.COMPILING); // each side's start script has its own idea of that
        flags.addAll(moreFlags);
        PeerProcess process = PeerProcess.java("tidemark broker", folder, flags, launcherClassPath(projectRoot),
                "dev.tidemark.cli.Tidemark", List.of("broker", "start", "-c", properties.toString()));
        try {
            process.awaitLine(READY, START_TIMEOUT);
        } catch (RuntimeException | InterruptedException notReady) {
            process.close();
            throw notReady;
        }
        return new MeasuredBroker("127.0.0.1:" + port, process);
    }

    private static String launcherClassPath(Path projectRoot) throws IOException {
        Path target = projectRoot.resolve("examples/target");
        try (var jars = Files.newDirectoryStream(target, "tidemark-examples-*.jar")) {
            for (Path jar : jars) {
                return target.resolve("lib") + "/*:" + jar;
            }
        }
        throw new IllegalStateException("no jar of examples in " + target + "; benchmarks/run builds it");
    }

    public String bootstrap() {
        return bootstrap;
    }

    public PeerProcess process() {
        return process;
    }

    /** SIGTERM, and waits: logs are closed cleanly. */
    public void stopCleanly() throws InterruptedException {
        process.terminate();
        process.waitFor(STOP_TIMEOUT);
    }

    @Override
    public void close() {
        process.close();
    }
}
