package dev.tidemark.verification.simulation.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a campaign was, a line of {@code verification/campaigns}: so many seeds of one commit, and how many of them failed.
 *
 * @param commit what was checked out
 * @param firstSeed of the seeds, which follow each other
 * @param lastSeed the last one that was played
 * @param failed how many of them found a violation
 * @param virtualDays how much time passed in their worlds
 * @param events how many tasks ran in them
 * @param minutes how long it took
 * @param scenarios what a seed drew from
 */
public record CampaignRecord(String commit, long firstSeed, long lastSeed, int failed, double virtualDays, long events,
        double minutes, List<String> scenarios) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Appends it to a file. */
    public void writeTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(this) + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** All lines of a file. */
    public static List<CampaignRecord> read(Path file) throws IOException {
        return Files.readAllLines(file)
                .stream()
                .filter(line -> !line.isBlank())
                .map(line -> JSON.readValue(line, CampaignRecord.class))
                .toList();
    }
}
