package dev.tidemark.verification.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./tidemark} says before there is a JVM to say anything. */
class LauncherTest {

    private static final Path SCRIPT = Path.of(System.getProperty("tidemark.project.root"), "tidemark");
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void without_a_jdk_it_names_what_it_looked_at_and_what_to_do(@TempDir Path folder) throws Exception {
        Path script = installed(folder, "MIN=25", "MIN=99");
        try (PeerProcess run = PeerProcess.start("launcher", folder, List.of("sh", script.toString(), "dev"))) {
            assertThat(run.waitFor(SOON)).isEqualTo(69);
            assertThat(String.join("\n", run.output())).contains("no Java 99 or newer was found", "Looked at:",
                    "install a JDK 99", "TIDEMARK_JAVA_HOME");
        }
    }

    @Test
    void an_incomplete_installation_is_named(@TempDir Path folder) throws Exception {
        Path script = installed(folder, "", "");
        try (PeerProcess run = PeerProcess.start("launcher", folder, List.of("sh", script.toString(), "dev"))) {
            assertThat(run.waitFor(SOON)).isEqualTo(1);
            assertThat(String.join("\n", run.output())).contains(folder.resolve("lib") + " is missing");
        }
    }

    private static Path installed(Path folder, String from, String to) throws IOException {
        Path script = folder.toRealPath().resolve("tidemark");
        Files.writeString(script, Files.readString(SCRIPT).replace(from, to));
        return script;
    }
}
