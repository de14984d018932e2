package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts the calls by which a process asks the kernel to write to disk, with strace: from its start until {@link #stop}. The process is
 * slowed down meanwhile, so nothing is timed. Run by the benchmark's thread.
 */
final class SyncCalls implements AutoCloseable {

    private static final Set<String> NAMES = Set.of("fsync", "fdatasync", "msync", "sync_file_range");
    private static final Pattern ATTACHED = Pattern.compile("attached");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CALLS = 3;

    private final PeerProcess strace;
    private final Path summary;

    private SyncCalls(PeerProcess strace, Path summary) {
        this.strace = strace;
        this.summary = summary;
    }

    /**
     * Looks for strace.
     *
     * @throws IllegalArgumentException if it is missing; the message says what to do
     */
    static void check() {
        String path = System.getenv().getOrDefault("PATH", "");
        if (Stream.of(path.split(":")).noneMatch(folder -> Files.isExecutable(Path.of(folder, "strace")))) {
            throw new IllegalArgumentException(
                    "strace is missing, which counts the calls to sync: apt-get install strace");
        }
    }

    /** Attaches to a process and all its threads. */
    static SyncCalls of(long pid, Path folder) throws IOException, InterruptedException {
        Path summary = folder.resolve("strace-summary.txt");
        PeerProcess strace = PeerProcess.start("strace", folder, List.of("strace", "-f", "-c", "-e",
                "trace=" + String.join(",", NAMES), "-o", summary.toString(), "-p", Long.toString(pid)));
        try {
            strace.awaitLine(ATTACHED, PATIENCE);
        } catch (RuntimeException | InterruptedException notAttached) {
            strace.close();
            throw notAttached;
        }
        return new SyncCalls(strace, summary);
    }

    /** Detaches; how many calls there were. */
    long stop() throws IOException, InterruptedException {
        strace.signal("INT");
        int unused = strace.waitFor(PATIENCE);
        return sum(Files.readAllLines(summary));
    }

    /** Adds up the calls in strace's table: {@code % time, seconds, usecs/call, calls, errors if any, syscall}. */
    static long sum(List<String> table) {
        long calls = 0;
        for (String line : table) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length > CALLS && NAMES.contains(columns[columns.length - 1])) {
                calls += Long.parseLong(columns[CALLS]);
            }
        }
        return calls;
    }

    @Override
    public void close() {
        strace.close();
    }
}
