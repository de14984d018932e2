package dev.tidemark.verification.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a fresh checkout {@code ./tidemark} builds what is missing, says how far it is, and does it once. */
@Tag("ci")
class LauncherBuildTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Duration BUILD = Duration.ofMinutes(8);

    @Test
    void a_fresh_checkout_is_built_once_with_progress(@TempDir Path folder) throws Exception {
        copySources(folder);
        List<String> first = run(folder);
        assertThat(first).first().asString().startsWith("tidemark: not built yet; building it");
        assertThat(first).anyMatch(line -> line.matches(" +core-log +\\[2/10]"))
                .anyMatch(line -> line.matches(" +examples +\\[10/10]"))
                .anyMatch(line -> line.matches("tidemark: built in [0-9]+ s\\."));
        assertThat(first).last().asString().startsWith("tidemark 0.1.0");

        assertThat(run(folder)).hasSize(1).first().asString().startsWith("tidemark 0.1.0");

        Path source = folder.resolve("examples/src/main/java/dev/tidemark/examples/quakes/Quake.java");
        Files.writeString(source, Files.readString(source) + "this is not Java\n");
        try (PeerProcess run = start(folder)) {
            assertThat(run.waitFor(BUILD)).isEqualTo(1);
            assertThat(String.join("\n", run.output())).contains("examples changed since the last build")
                    .contains("Quake.java")
                    .contains("tidemark: the build failed.")
                    .contains("launcher-build.log");
        }
    }

    private static List<String> run(Path folder) throws Exception {
        try (PeerProcess run = start(folder)) {
            assertThat(run.waitFor(BUILD)).as(String.join("\n", run.output())).isZero();
            return run.output();
        }
    }

    private static PeerProcess start(Path folder) throws IOException {
        return PeerProcess.start("launcher", folder, List.of("sh", folder.resolve("tidemark").toString(), "--version"));
    }

    private static void copySources(Path folder) throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                if (Set.of("target", ".git").contains(from.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(folder.resolve(ROOT.relativize(from)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                Files.copy(from, folder.resolve(ROOT.relativize(from)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
