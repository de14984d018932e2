package dev.tidemark.benchmarks.system.keyedcount;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.verification.peer.PeerClassPath;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application of one side as a child JVM. Run by the benchmark's thread. */
final class CountingApp {

    static final String ID = "keyed-count";

    private static final Duration COMPILE_TIMEOUT = Duration.ofMinutes(1);

    private CountingApp() {}

    /**
     * Starts the application.
     *
     * @param recording where our application writes its samples when it ends; null for none
     */
    static PeerProcess start(Side side, Path projectRoot, Path folder, String bootstrap, @Nullable Path recording)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> arguments = List.of(bootstrap, ID, folder.resolve("state").toString());
        List<String> flags = new ArrayList<>(JvmFlags.ALL);
        return switch (side) {
            case TIDEMARK -> {
                if (recording != null) {
                    flags.addAll(CpuSamples.flags(recording));
                }
                yield PeerProcess.java("tidemark app", folder, flags, System.getProperty("java.class.path"),
                        KeyedCountApp.class.getName(), arguments);
            }
            case KAFKA -> {
                flags.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
                String classPath = PeerClassPath.of(projectRoot, "kafka-streams");
                yield PeerProcess.java("kafka streams app", folder, flags,
                        compiled(projectRoot, classPath) + ":" + classPath, "KeyedCountPeer", arguments);
            }
        };
    }

    /** The peer's program, compiled against the peer's class path. */
    private static Path compiled(Path projectRoot, String classPath) throws IOException, InterruptedException {
        Path classes = Files.createDirectories(projectRoot.resolve("target/peers/keyed-count"));
        try (PeerProcess javac = PeerProcess.start("javac", classes,
                List.of(Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "-cp", classPath, "-d",
                        classes.toString(), projectRoot.resolve("benchmarks/peers/KeyedCountPeer.java").toString()))) {
            if (javac.waitFor(COMPILE_TIMEOUT) != 0) {
                throw new IllegalStateException(
                        "KeyedCountPeer does not compile:\n" + String.join("\n", javac.output()));
            }
        }
        return classes;
    }
}
