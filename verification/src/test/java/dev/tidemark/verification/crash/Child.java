package dev.tidemark.verification.crash;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A {@code tidemark} command in a JVM of its own, with the test's class path; the test owns it and closes it. */
final class Child implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("^Ready in [0-9.]+ s");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final String name;
    private final Path folder;
    private final List<String> arguments;
    private final Map<String, String> variables;
    private final List<List<String>> endedLives = new ArrayList<>();
    private PeerProcess process;
    private int lives;

    /** @param arguments of {@code ./tidemark} */
    Child(String name, Path folder, List<String> arguments) {
        this(name, folder, arguments, Map.of());
    }

    /**
     * @param arguments of {@code ./tidemark}
     * @param variables of its environment, over those of this process
     */
    Child(String name, Path folder, List<String> arguments, Map<String, String> variables) {
        this.name = name;
        this.folder = folder;
        this.arguments = List.copyOf(arguments);
        this.variables = Map.copyOf(variables);
    }

    /** Starts it, without waiting until it is ready. */
    Child start() throws IOException {
        start(arguments);
        return this;
    }

    /** Starts it with one more argument, with which it ends by itself. */
    void startWith(String argument) throws IOException {
        List<String> with = new ArrayList<>(arguments);
        with.add(argument);
        start(with);
    }

    private void start(List<String> with) throws IOException {
        process = PeerProcess.java(name + ", life " + ++lives, folder,
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED"),
                System.getProperty("java.class.path"), "dev.tidemark.cli.Tidemark", with, variables);
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
        endedLives.add(process.output());
    }

    /** SIGTERM; its exit status. */
    int terminate() throws InterruptedException {
        process.terminate();
        int status = process.waitFor(Duration.ofSeconds(30));
        endedLives.add(process.output());
        return status;
    }

    /** Starts it with one more argument and waits for its end; its last line. */
    String runToEnd(String argument, Duration timeout) throws IOException, InterruptedException {
        startWith(argument);
        return awaitEnd(timeout);
    }

    /** Waits until it has ended by itself, with success; its last line. */
    String awaitEnd(Duration timeout) throws InterruptedException {
        int status = process.waitFor(timeout);
        endedLives.add(process.output());
        if (status != 0) {
            throw new AssertionError(
                    name + " ended with status " + status + ":\n" + String.join("\n", process.output()));
        }
        return process.output().getLast();
    }

    /** Waits so long; whether it has ended by then. */
    boolean endsWithin(long ms) throws InterruptedException {
        return process.endsWithin(Duration.ofMillis(ms));
    }

    /** Sends a signal by name to it. */
    void signal(String signal) throws IOException, InterruptedException {
        process.signal(signal);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it said in the lives that have ended. */
    List<String> said() {
        return endedLives.stream().flatMap(List::stream).toList();
    }

    /** What it said in each life that has ended. */
    List<List<String>> endedLives() {
        return List.copyOf(endedLives);
    }

    /** Nothing, if it was never started: whoever asks why has to hear of the rest. */
    List<String> sayingNow() {
        return process == null ? List.of() : process.output();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
