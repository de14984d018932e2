package dev.tidemark.verification.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/**
 * The earthquakes counted the plain way: each partition in file order, a record dropped when its hour's end plus the grace
 * is not after the greatest event time so far. Imports nothing of Tidemark; partitions by Kafka's own hash.
 */
public final class PlainQuakes {

    private static final long HOUR_MS = 3_600_000;

    public record Row(String id, String net, long eventMs, Double mag) {

        /** The same, so much later. */
        public Row shifted(long ms) {
            return new Row(id, net, eventMs + ms, mag);
        }
    }

    /** Count and greatest magnitude. */
    public record Total(long count, Double maxMag) {

        Total plus(Double mag) {
            return new Total(count + 1, maxMag == null || mag != null && mag > maxMag ? mag : maxMag);
        }
    }

    /**
     * A row that came too late.
     *
     * @param index among the rows of its partition
     * @param lateMs how far the partition's time was past the row's
     */
    public record Late(int partition, int index, long lateMs) {}

    /** By window start and network. */
    public final Map<Long, Map<String, Total>> windows = new TreeMap<>();
    public final List<String> lateIds = new ArrayList<>();
    public final List<Late> late = new ArrayList<>();
    public long accepted;

    public PlainQuakes(List<Row> rows, int partitions, long graceMs) {
        long[] greatest = new long[partitions];
        int[] index = new int[partitions];
        for (Row row : rows) {
            int partition = Utils.toPositive(Utils.murmur2(row.id.getBytes(StandardCharsets.UTF_8))) % partitions;
            greatest[partition] = Math.max(greatest[partition], row.eventMs);
            long start = row.eventMs - row.eventMs % HOUR_MS;
            if (start + HOUR_MS + graceMs <= greatest[partition]) {
                lateIds.add(row.id);
                late.add(new Late(partition, index[partition], greatest[partition] - row.eventMs));
            } else {
                accepted++;
                windows.computeIfAbsent(start, absent -> new TreeMap<>())
                        .compute(row.net, (net, total) -> (total == null ? new Total(0, null) : total).plus(row.mag));
            }
            index[partition]++;
        }
    }

    /** {@code start,net,count,max}, sorted. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        windows.forEach((start, nets) -> nets.forEach((net, total) -> lines
                .add(start + "," + net + "," + total.count + "," + (total.maxMag == null ? "" : total.maxMag))));
        return lines;
    }

    /** The values of the result topic, as the contract spells them. */
    public List<String> json() {
        List<String> values = new ArrayList<>();
        windows.forEach((start, nets) -> nets.forEach((net, total) -> values.add("{\"window_start_ms\":" + start
                + ",\"window_end_ms\":" + (start + HOUR_MS) + ",\"net\":\"" + net + "\",\"count\":" + total.count
                + ",\"max_mag\":" + total.maxMag + "}")));
        return values;
    }

    /** The summary of {@code --once}. */
    public String summary() {
        return "Done: " + (accepted + late.size()) + " in, " + accepted + " accepted, " + late.size() + " late, "
                + windows.values().stream().mapToInt(Map::size).sum() + " windows";
    }

    public static Path examples() {
        return Path.of(System.getProperty("tidemark.project.root")).resolve("examples").resolve("data");
    }

    /** The demo's own file. */
    public static List<Row> rows() {
        return rows(examples().resolve("quakes.csv"));
    }

    /** Reads a file; of its columns only the last can hold a comma. */
    public static List<Row> rows(Path file) {
        try {
            List<Row> rows = new ArrayList<>();
            for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
                String[] cells = line.split(",", -1);
                rows.add(new Row(cells[2], cells[3], Long.parseLong(cells[1]),
                        cells[6].isEmpty() ? null : Double.valueOf(cells[6])));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> expected(String file) {
        try {
            return Files.readAllLines(examples().resolve("expected").resolve(file)).stream().skip(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
