package dev.tidemark.verification.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Formats and starts a process of Apache Kafka, whatever its roles. Without state. */
final class ApacheServer {

    /** Long enough to recover a large log after a kill. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern STARTED = Pattern.compile("Kafka Server started");
    private static final String CLUSTER_ID = "VGlkZW1hcmtQZWVyMDAwMA";

    private ApacheServer() {}

    /**
     * Formats the folder if it is new and starts a process on it, which then answers requests.
     *
     * @param properties of Kafka's {@code server.properties}
     * @param formatting how a new folder is formatted: which controllers its cluster begins with
     */
    static PeerProcess start(String name, Path projectRoot, Path folder, Map<String, String> properties,
            String formatting, List<String> jvmOptions) throws IOException, InterruptedException {
        String classPath = PeerClassPath.of(projectRoot, "kafka-broker");
        Files.createDirectories(folder);
        Path file = folder.resolve("server.properties");
        boolean fresh = !Files.exists(file);
        StringBuilder text = new StringBuilder();
        properties.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Files.writeString(file, text);
        if (fresh) {
            try (PeerProcess format = PeerProcess.java("kafka-storage", folder, List.of("-Xmx128m"), classPath,
                    "kafka.tools.StorageTool",
                    List.of("format", "-t", CLUSTER_ID, "-c", file.toString(), formatting))) {
                if (format.waitFor(START_TIMEOUT) != 0) {
                    throw new IllegalStateException("kafka-storage failed:\n" + String.join("\n", format.output()));
                }
            }
        }
        PeerProcess process = PeerProcess.java(name, folder, jvmOptions, classPath, "kafka.Kafka",
                List.of(file.toString()));
        process.awaitLine(STARTED, START_TIMEOUT);
        return process;
    }
}
