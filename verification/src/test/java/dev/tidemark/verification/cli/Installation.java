package dev.tidemark.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The launcher beside the jars that the build made, as an installation has them: it starts at once and builds nothing. Used by the thread of its test.
 */
final class Installation {

    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Pattern BOOTSTRAP = Pattern.compile("\"bootstrap\":\"([^\"]+)\"");

    private final Path folder;

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** Lays out an installation in an empty folder. */
    static Installation in(Path folder) throws IOException {
        Path built = ROOT.resolve("examples/target/lib");
        assertThat(built).as("the launcher's class path, which the package phase of examples makes").isDirectory();
        Path lib = Files.createDirectories(folder.resolve("lib"));
        try (Stream<Path> jars = Files.list(built)) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                link(jar, lib);
            }
        }
        try (Stream<Path> jars = Files.list(ROOT.resolve("examples/target"))) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                link(jar, folder);
            }
        }
        Files.copy(ROOT.resolve("tidemark"), folder.resolve("tidemark"));
        return new Installation(folder);
    }

    /** A hard link where the file system has them: a hundred megabytes need no copying. */
    private static void link(Path jar, Path into) throws IOException {
        Path target = into.resolve(jar.getFileName());
        try {
            Files.createLink(target, jar);
        } catch (IOException | UnsupportedOperationException elsewhere) {
            Files.copy(jar, target);
        }
    }

    /** Where a test of this installation may write. */
    Path folder() {
        return folder;
    }

    /** Starts {@code tidemark} with these arguments. */
    PeerProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        // a shell that runs the build in the background hands "ignore SIGINT" down to its children
        command.addAll(List.of("env", "--default-signal=INT", "sh", folder.resolve("tidemark").toString()));
        command.addAll(List.of(arguments));
        return PeerProcess.start("tidemark " + arguments[0], folder, command, List.of("TIDEMARK_BOOTSTRAP"));
    }

    /** Starts a process that serves and waits until its ready file is there; the file's content. */
    Served serve(String... arguments) throws Exception {
        Path ready = Files.createTempFile(folder, "ready-", ".json");
        Files.delete(ready);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--ready-file", ready.toString()));
        PeerProcess process = start(all.toArray(String[]::new));
        process.awaitLine(Pattern.compile("^Ready in [0-9.]+ s"), PATIENCE);
        String content = Files.readString(ready);
        assertThat(content).startsWith("{\"pid\":" + process.pid() + ",");
        Matcher bootstrap = BOOTSTRAP.matcher(content);
        assertThat(bootstrap.find()).as(content).isTrue();
        return new Served(process, bootstrap.group(1), content);
    }

    /** Runs a command to its end. */
    Ended run(String... arguments) throws Exception {
        try (PeerProcess process = start(arguments)) {
            process.standardInput().close();
            int status = process.waitFor(PATIENCE);
            return new Ended(status, process.output());
        }
    }

    /** A process that is ready. */
    record Served(PeerProcess process, String bootstrap, String readyFile) implements AutoCloseable {

        @Override
        public void close() {
            process.close();
        }
    }

    /** A process that has ended; the output is of both streams. */
    record Ended(int status, List<String> output) {

        String text() {
            return String.join("\n", output);
        }
    }
}
