package dev.tidemark.verification.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A child process of a test or benchmark, with its output. Safe from any thread; a virtual thread of its own reads the
 * output (standard output and error together, in order). {@link #close} kills it, so it never outlives its test.
 */
public final class PeerProcess implements AutoCloseable {

    private final String name;
    private final Process process;
    private final CopyOnWriteArrayList<String> output = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<Pattern, CompletableFuture<String>> awaited = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();

    private PeerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts a command in a folder. */
    public static PeerProcess start(String name, Path folder, List<String> command) throws IOException {
        return start(name, folder, command, List.of());
    }

    /**
     * Starts a command in a folder.
     *
     * @param removedVariables environment variables that the child must not see
     */
    public static PeerProcess start(String name, Path folder, List<String> command, List<String> removedVariables)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        removedVariables.forEach(builder.environment()::remove);
        return start(name, folder, builder);
    }

    private static PeerProcess start(String name, Path folder, ProcessBuilder builder) throws IOException {
        builder.directory(folder.toFile()).redirectErrorStream(true);
        PeerProcess peer = new PeerProcess(name, builder.start());
        Thread.ofVirtual().name("output of " + name).start(peer::readOutput);
        return peer;
    }

    /** Starts a JVM of this test's JDK. */
    public static PeerProcess java(String name, Path folder, List<String> jvmOptions, String classPath,
            String mainClass, List<String> arguments) throws IOException {
        return java(name, folder, jvmOptions, classPath, mainClass, arguments, Map.of());
    }

    /**
     * Starts a JVM of this test's JDK.
     *
     * @param variables of its environment, over those of this process
     */
    public static PeerProcess java(String name, Path folder, List<String> jvmOptions, String classPath,
            String mainClass, List<String> arguments, Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        return start(name, folder, builder);
    }

    private void readOutput() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                String seen = line;
                awaited.forEach((pattern, found) -> {
                    if (pattern.matcher(seen).find()) {
                        found.complete(seen);
                    }
                });
            }
        } catch (IOException e) {
            output.add("(output broke off: " + e.getMessage() + ")");
        } finally {
            outputEnded.complete(null);
            awaited.values().forEach(found -> found.completeExceptionally(new IllegalStateException(name + " ended")));
        }
    }

    /**
     * Waits for a line of output that contains the pattern, past or to come.
     *
     * @throws IllegalStateException if the process ends or the time passes first; the message holds the output
     */
    public String awaitLine(Pattern pattern, Duration timeout) throws InterruptedException {
        CompletableFuture<String> found = awaited.computeIfAbsent(pattern, _ -> new CompletableFuture<>());
        for (String line : output) {
            if (pattern.matcher(line).find()) {
                return line;
            }
        }
        if (outputEnded.isDone()) {
            found.completeExceptionally(new IllegalStateException(name + " ended"));
        }
        try {
            return found.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(name + " did not print " + pattern + " within " + timeout + ":\n"
                    + String.join("\n", output), e);
        }
    }

    /** Waits for the end of the process and of its output; its exit status. */
    public int waitFor(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(name + " still runs after " + timeout + ":\n" + String.join("\n", output));
        }
        outputEnded.join();
        return process.exitValue();
    }

    /** Waits so long; whether the process has ended by then. */
    public boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All lines so far. */
    public List<String> output() {
        return List.copyOf(output);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the process writes to its standard input. */
    public java.io.OutputStream standardInput() {
        return process.getOutputStream();
    }

    /** User and system time so far; zero where the platform does not tell. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** SIGKILL: no shutdown hook, no flush. Returns once it is dead. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        outputEnded.join();
    }

    /** SIGTERM. By its handle: the process's own {@code destroy} also closes our end of its output, and its last words are lost. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Sends a signal by name ({@code STOP}, {@code CONT}, {@code INT}) to this one process. */
    public void signal(String signal) throws IOException, InterruptedException {
        Process sender = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
        if (sender.waitFor() != 0) {
            throw new IllegalStateException("kill -" + signal + " " + pid() + " failed for " + name);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        outputEnded.join();
    }
}
