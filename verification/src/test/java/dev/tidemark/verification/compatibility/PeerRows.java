package dev.tidemark.verification.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The rows of all peers of one run. Closed by JUnit after the last test: then they are printed and written to
 * {@code verification/target/compatibility.md}. Safe from any thread.
 */
final class PeerRows implements AutoCloseable {

    private final ConcurrentSkipListMap<String, PeerRow> rows = new ConcurrentSkipListMap<>();

    PeerRow of(String peer) {
        return rows.computeIfAbsent(peer, _ -> new PeerRow());
    }

    /** The table in Markdown, and below it why something was skipped. */
    String table() {
        StringBuilder table = new StringBuilder(
                "| peer | version | passed | failed | skipped |\n|---|---|---:|---:|---:|\n");
        rows.forEach((peer, row) -> table.append(row.line(peer)));
        rows.forEach((peer, row) -> row.reasons()
                .forEach(reason -> table.append('\n').append(peer).append(" skipped: ").append(reason).append('\n')));
        return table.toString();
    }

    @Override
    public void close() throws IOException {
        Path file = Path.of(System.getProperty("tidemark.project.root"), "verification/target/compatibility.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, table());
        System.out.println(table());
    }
}
