package dev.tidemark.verification.compatibility;

import dev.tidemark.verification.client.BrokerChild;
import dev.tidemark.verification.peer.ApacheBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a group of peers: a process of its own with few internal partitions and no wait for more members. With
 * {@code -Dcompatibility.broker=apache} it is Apache Kafka, which shows that a check asks what Kafka does. Used by one thread at a time.
 */
final class SuiteBroker implements AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Map<String, String> SETTINGS = Map.of("group.initial.rebalance.delay.ms", "0",
            "offsets.topic.num.partitions", "4", "transaction.state.log.num.partitions", "4",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500", "group.min.session.timeout.ms",
            "1000");

    private final AutoCloseable child;
    private final String bootstrap;
    private final Path dataFolder;

    private SuiteBroker(AutoCloseable child, String bootstrap, Path dataFolder) {
        this.child = child;
        this.bootstrap = bootstrap;
        this.dataFolder = dataFolder;
    }

    /** A started broker over an empty folder below the given one. */
    static SuiteBroker start(Path folder) throws IOException, InterruptedException {
        if (System.getProperty("compatibility.broker", "").equals("apache")) {
            ApacheBroker apache = ApacheBroker.start(ROOT, folder.resolve("apache"), freePort(), freePort(),
                    List.of("-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=info"), SETTINGS);
            return new SuiteBroker(apache, apache.bootstrap(), folder.resolve("apache/data"));
        }
        BrokerChild tidemark = tidemark(folder);
        tidemark.start();
        return new SuiteBroker(tidemark, tidemark.bootstrap(), folder.resolve("tidemark/data"));
    }

    /** A Tidemark broker that is not started yet, for tests that kill it. */
    static BrokerChild tidemark(Path folder) throws IOException {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.put("tidemark.flush", "os");
        return new BrokerChild(Files.createDirectories(folder.resolve("tidemark")), settings);
    }

    String bootstrap() {
        return bootstrap;
    }

    /** Holds a folder for each partition. */
    Path dataFolder() {
        return dataFolder;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        close(child);
    }

    /** Closes what was started, nothing if a start failed before. */
    static void close(@Nullable AutoCloseable child) {
        if (child == null) {
            return;
        }
        try {
            child.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
