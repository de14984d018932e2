package dev.tidemark.verification.crash;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A {@code tidemark} command in a JVM of its own, with the test's class path; the test owns it and closes it. */
final class Child implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("^Ready in [0-9.]+ s");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final String name;
    private final Path folder;
    private final List<String> arguments;
    private final List<String> said = new ArrayList<>();
    private PeerProcess process;
    private int lives;

    /** @param arguments of {@code ./tidemark} */
    Child(String name, Path folder, List<String> arguments) {
        this.name = name;
        this.folder = folder;
        this.arguments = List.copyOf(arguments);
    }

    /** Starts it, without waiting until it is ready. */
    Child start() throws IOException {
        start(arguments);
        return this;
    }

    private void start(List<String> with) throws IOException {
        process = PeerProcess.java(name + ", life " + ++lives, folder,
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED"),
                System.getProperty("java.class.path"), "dev.tidemark.cli.Tidemark", with);
    }

    Child awaitReady() throws InterruptedException {
        process.awaitLine(READY, START_TIMEOUT);
        return this;
    }

    /** Lets it work for so long; fails if it ends by itself. */
    void work(long ms) throws InterruptedException {
        if (process.endsWithin(Duration.ofMillis(ms))) {
            throw new AssertionError(name + " ended by itself:\n" + String.join("\n", process.output()));
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.kill();
        said.addAll(process.output());
    }

    /** SIGTERM; its exit status. */
    int terminate() throws InterruptedException {
        process.terminate();
        int status = process.waitFor(Duration.ofSeconds(30));
        said.addAll(process.output());
        return status;
    }

    /** Starts it with one more argument and waits for its end; its last line. */
    String runToEnd(String argument, Duration timeout) throws IOException, InterruptedException {
        List<String> with = new ArrayList<>(arguments);
        with.add(argument);
        start(with);
        int status = process.waitFor(timeout);
        said.addAll(process.output());
        if (status != 0) {
            throw new AssertionError(
                    name + " ended with status " + status + ":\n" + String.join("\n", process.output()));
        }
        return process.output().getLast();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it said in all its lives. */
    List<String> said() {
        return said;
    }

    List<String> sayingNow() {
        return process.output();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
