package dev.tidemark.verification.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The class path of a peer, resolved by Maven from a small pom under {@code verification/peers}. A peer never shares a
 * class path with us: its RocksDB, its lz4, its client are its own. Resolved once per checkout and kept under
 * {@code target/peers}; safe to call from one test at a time.
 */
public final class PeerClassPath {

    private static final Duration RESOLVE_TIMEOUT = Duration.ofMinutes(5);

    private PeerClassPath() {}

    /**
     * The class path of the peer whose pom is {@code verification/peers/<peer>.xml}.
     *
     * @throws IllegalStateException if Maven cannot resolve it; the message holds what Maven said
     */
    public static String of(Path projectRoot, String peer) throws IOException, InterruptedException {
        Path pom = projectRoot.resolve("verification/peers/" + peer + ".xml");
        Path folder = Files.createDirectories(projectRoot.resolve("target/peers"));
        Path resolved = folder.resolve(peer + ".cp");
        if (Files.exists(resolved)
                && Files.getLastModifiedTime(resolved).compareTo(Files.getLastModifiedTime(pom)) > 0) {
            return Files.readString(resolved).strip();
        }
        PeerProcess maven = PeerProcess.start("maven for " + peer, folder,
                List.of("mvn", "-B", "-f", pom.toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                        "-Dmdep.outputFile=" + resolved));
        try (maven) {
            int status = maven.waitFor(RESOLVE_TIMEOUT);
            if (status != 0) {
                throw new IllegalStateException(
                        "Maven could not resolve the peer " + peer + " (status " + status + "):\n"
                                + String.join("\n", maven.output()));
            }
        }
        return Files.readString(resolved).strip();
    }
}
