package dev.tidemark.verification.client;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code tidemark broker start} in a JVM of its own over one data folder, killed and started again as a test wants. Used by one thread at a time.
 */
public final class BrokerChild implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("^Ready in ");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> outputs = new ArrayList<>();
    private PeerProcess process;

    /** Starts nothing yet; these settings go into the child's {@code server.properties}. */
    public BrokerChild(Path folder, Map<String, String> settings) throws IOException {
        this.folder = folder;
        // what the child says of itself is what it advertises, so the port it binds is chosen here
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.settings.put("log.dirs", folder.resolve("data").toString());
        this.settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port);
        this.settings.putAll(settings);
    }

    /** Starts one over what the last one left; the port it serves at. */
    public int start() throws IOException, InterruptedException {
        Path file = folder.resolve("server.properties");
        StringBuilder properties = new StringBuilder();
        settings.forEach((key, value) -> properties.append(key).append('=').append(value).append('\n'));
        Files.writeString(file, properties);
        process = PeerProcess.java("broker", folder, List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED"),
                System.getProperty("java.class.path"), "dev.tidemark.cli.Tidemark",
                List.of("broker", "start", "-c", file.toString()));
        process.awaitLine(READY, PATIENCE);
        return port;
    }

    /** Where clients find it, now and in later lives. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** SIGKILL; returns once it is dead. */
    public void kill() throws InterruptedException {
        process.kill();
        outputs.addAll(process.output());
    }

    /** SIGSTOP, and SIGCONT after so long: to its peers it hangs, to itself no time has passed. */
    public void pauseFor(Duration time) throws IOException, InterruptedException {
        process.signal("STOP");
        try {
            process.endsWithin(time);
        } finally {
            process.signal("CONT");
        }
    }

    /** What all of them wrote, for the message of a test that fails. */
    public String output() {
        List<String> all = new ArrayList<>(outputs);
        all.addAll(process.output());
        return String.join("\n", all);
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
