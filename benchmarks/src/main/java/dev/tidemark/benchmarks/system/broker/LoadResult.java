package dev.tidemark.benchmarks.system.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a load in a process of its own found, by way of a file.
 *
 * @param warmupEvents events before those that were measured
 * @param histogram microseconds of those that were
 */
public record LoadResult(long warmupEvents, Histogram histogram) {

    public void write(Path file) throws IOException {
        Files.write(file, List.of(Long.toString(warmupEvents), LatencyHistogram.encode(histogram)));
    }

    public static LoadResult read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return new LoadResult(Long.parseLong(lines.get(0)), LatencyHistogram.decode(lines.get(1)));
    }
}
