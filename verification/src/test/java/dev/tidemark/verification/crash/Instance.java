package dev.tidemark.verification.crash;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One instance of {@link LogsAndTrips}: {@code tidemark app run --jar}, with RocksDB in a state directory of its own. Used by
 * one test's thread.
 */
final class Instance implements AutoCloseable {

    private static final int WORKERS = 2;
    /** A stop whose last commit is not answered in time leaves it to the next start: only after one that was, stores are as new as changelogs. */
    private static final int STOPS_MAX = 4;

    private static final Pattern FILLED = Pattern.compile("task (\\S+): store '([^']+)' is filled from its changelog");
    private static final Pattern RESTORED = Pattern.compile("task (\\S+), store '([^']+)': restored (\\d+) records");

    private final String name;
    private final Path appDir;
    private final Child process;

    /** Starts nothing yet. */
    Instance(String name, Path folder, String bootstrap, int sessionTimeoutMs, int commitIntervalMs)
            throws IOException {
        this.name = name;
        Path stateDir = folder.resolve("state-" + name);
        this.appDir = stateDir.resolve(LogsAndTrips.ID);
        this.process = new Child(name, folder,
                List.of("app", "run", "--jar", jar(folder).toString(), "--main", LogsAndTrips.class.getName(),
                        "--bootstrap-server", bootstrap, "--set", "application.id=" + LogsAndTrips.ID, "--set",
                        "state.dir=" + stateDir, "--set", "num.stream.threads=" + WORKERS, "--set",
                        "commit.interval.ms=" + commitIntervalMs, "--set", "repartition.purge.interval.ms=500", "--set",
                        "session.timeout.ms=" + sessionTimeoutMs),
                Map.of("TIDEMARK_LOG", "info"));
    }

    private static Path jar(Path folder) throws IOException {
        Path jar = folder.resolve("app.jar");
        String entry = LogsAndTrips.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream compiled = LogsAndTrips.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            compiled.transferTo(out);
            out.closeEntry();
        }
        return jar;
    }

    String name() {
        return name;
    }

    Child process() {
        return process;
    }

    /** Its static membership, once it has started. */
    String groupInstanceId() throws IOException {
        return LogsAndTrips.ID + "-" + Files.readString(appDir.resolve("process.id"), StandardCharsets.UTF_8).strip();
    }

    /** Tasks that it has, or had, on its disk, by sub-topology and partition. */
    List<String> tasksOnDisk() throws IOException {
        try (Stream<Path> folders = Files.list(appDir.resolve("stores"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("\\d+_\\d+"))
                    .sorted()
                    .toList();
        }
    }

    /** The files of a task's stores. */
    Path rocksDb(String task) {
        return appDir.resolve("stores").resolve(task).resolve("rocksdb");
    }

    /** What its workers' commits were doing when it last said so. */
    List<String> phases() throws IOException {
        List<String> phases = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            Path journal = appDir.resolve("commit-phase-" + worker);
            phases.add(
                    Files.exists(journal) ? Files.readString(journal, StandardCharsets.US_ASCII).strip().split(" ")[0]
                            : "-");
        }
        return phases;
    }

    /** When it was ready in this life, and how many records it had read from changelogs by then. */
    String recovery() throws InterruptedException {
        String ready = process.awaitReady()
                .sayingNow()
                .stream()
                .filter(line -> line.startsWith("Ready in "))
                .findFirst()
                .orElseThrow();
        long records = 0;
        for (String line : process.sayingNow()) {
            Matcher restored = RESTORED.matcher(line);
            records += restored.find() ? Long.parseLong(restored.group(3)) : 0;
        }
        return name + " ready in " + ready.substring("Ready in ".length()) + " with " + records + " records restored";
    }

    /**
     * The stores that it filled from the start of their changelogs although it had gone on from their local content in an earlier
     * life, and those of which it said why their content is of no use.
     */
    List<String> storesGivenUp() {
        Set<String> usable = new TreeSet<>();
        List<String> givenUp = new ArrayList<>();
        for (List<String> life : process.endedLives()) {
            Set<String> filled = new TreeSet<>();
            Set<String> restored = new TreeSet<>();
            for (String line : life) {
                Matcher fill = FILLED.matcher(line);
                Matcher restore = RESTORED.matcher(line);
                if (fill.find()) {
                    filled.add(fill.group(1) + " " + fill.group(2));
                } else if (restore.find()) {
                    restored.add(restore.group(1) + " " + restore.group(2));
                } else if (line.contains("TM-6002")) {
                    givenUp.add(line);
                }
            }
            filled.stream().filter(usable::contains).forEach(givenUp::add);
            restored.removeAll(filled);
            usable.addAll(restored);
        }
        return givenUp;
    }

    /** SIGTERM, until a stop had its last commit answered. */
    void stopWithItsLastCommit() throws IOException, InterruptedException {
        for (int stop = 0; stop < STOPS_MAX; stop++) {
            int status = process.terminate();
            if (status != 143) {
                throw new AssertionError(name + " ended with status " + status + ":\n" + lastWords());
            }
            if (process.sayingNow().stream().noneMatch(line -> line.contains("without an answer to its last commit"))) {
                return;
            }
            process.start().awaitReady();
        }
        throw new AssertionError(name + ": " + STOPS_MAX + " stops in order, and none had its last commit answered");
    }

    /** Waits until it has ended by itself because the inputs have. */
    void awaitEnd(Duration timeout) throws InterruptedException {
        process.awaitEnd(timeout);
    }

    String lastWords() {
        List<String> lines = process.sayingNow();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    @Override
    public void close() {
        process.close();
    }
}
