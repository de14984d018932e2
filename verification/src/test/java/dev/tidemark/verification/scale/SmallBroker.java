package dev.tidemark.verification.scale;

import dev.tidemark.verification.peer.LauncherFlags;
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

/** {@code tidemark broker start} with little heap over one data folder, compiled as the launcher has it, with what the kernel counts of it. Used by the thread of its test. */
public final class SmallBroker implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Pattern READY = Pattern.compile("^Ready in ");
    private static final Pattern BOOTSTRAP = Pattern.compile("\"bootstrap\":\"([^\"]+)\"");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final PeerProcess process;
    private final String bootstrap;

    private SmallBroker(PeerProcess process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /** Starts one under {@code -Xmx512m} over what is in the folder, and waits until it serves. */
    public static SmallBroker start(Path folder) throws IOException, InterruptedException {
        return start(folder, 512, "");
    }

    /**
     * As above.
     *
     * @param heapMiB the most that its heap may have
     * @param more lines for server.properties
     */
    public static SmallBroker start(Path folder, int heapMiB, String more) throws IOException, InterruptedException {
        Path settings = Files.writeString(folder.resolve("server.properties"), """
                log.dirs=%s
                listeners=PLAINTEXT://127.0.0.1:0
                %s
                """.formatted(folder.resolve("data"), more));
        Path ready = folder.resolve("ready.json");
        Files.deleteIfExists(ready);
        List<String> flags = new ArrayList<>(List.of("-Xmx" + heapMiB + "m", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED"));
        flags.addAll(LauncherFlags.COMPILING);
        PeerProcess process = PeerProcess.java("broker", folder, flags,
                System.getProperty("java.class.path"), "dev.tidemark.cli.Tidemark",
                List.of("broker", "start", "-c", settings.toString(), "--ready-file", ready.toString()));
        try {
            process.awaitLine(READY, PATIENCE);
            Matcher found = BOOTSTRAP.matcher(Files.readString(ready));
            if (!found.find()) {
                throw new IllegalStateException("no bootstrap in " + Files.readString(ready));
            }
            return new SmallBroker(process, found.group(1));
        } catch (Throwable e) {
            process.close();
            throw e;
        }
    }

    public String bootstrap() {
        return bootstrap;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Open file descriptors. */
    public long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(proc("fd"))) {
            return open.count();
        }
    }

    /** Memory maps. */
    public long maps() throws IOException {
        try (Stream<String> lines = Files.lines(proc("maps"))) {
            return lines.count();
        }
    }

    /** Resident memory in MiB. */
    public long residentMiB() throws IOException {
        Matcher found = RESIDENT.matcher(Files.readString(proc("status")));
        if (!found.find()) {
            throw new IllegalStateException("no VmRSS of process " + pid());
        }
        return Long.parseLong(found.group(1)) / 1024;
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(pid()), file);
    }

    /** What it wrote on standard error and output. */
    public List<String> output() {
        return process.output();
    }

    /** SIGTERM; its exit status. */
    public int stop() throws InterruptedException {
        process.terminate();
        return process.waitFor(PATIENCE);
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
