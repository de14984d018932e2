package dev.tidemark.benchmarks.system.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Raw runs, a JSON object a line: written as each run ends, so that what was measured is there whatever happens later. */
public final class RawRuns {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    public RawRuns(Path file) {
        this.file = file;
    }

    /** A new file of this benchmark, named by the time. */
    public static RawRuns fresh(Path projectRoot, String benchmark, Instant now) throws IOException {
        Path folder = Files.createDirectories(projectRoot.resolve("benchmarks/results"));
        String time = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC).format(now);
        return new RawRuns(folder.resolve(benchmark + "-" + time + ".jsonl"));
    }

    public Path file() {
        return file;
    }

    public void add(Record run) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(run) + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    public <R extends Record> List<R> read(Class<R> type) {
        try {
            return Files.readAllLines(file)
                    .stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> JSON.readValue(line, type))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no raw runs in " + file, e);
        }
    }
}
