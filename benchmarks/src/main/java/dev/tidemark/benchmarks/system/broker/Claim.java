package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.Bar;
import java.util.List;

/**
 * What one figure of one variant has to show beside Kafka's.
 *
 * @param says the figure in words, with its unit
 * @param digits behind the point when printed
 */
public record Claim(String kind, String variant, String figure, Bar bar, String says, int digits) {

    private static final String CPU = "broker CPU s per million records";

    /** All of them, in the order of the table. */
    public static final List<Claim> ALL = List.of(
            new Claim("produce", "100-none", Figures.CPU_PER_MILLION, Bar.atMost(0.7), CPU, 3),
            new Claim("produce", "100-lz4", Figures.CPU_PER_MILLION, Bar.atMost(0.7), CPU, 3),
            new Claim("produce", "1024-none", Figures.CPU_PER_MILLION, Bar.atMost(0.6), CPU, 3),
            new Claim("produce", "1024-lz4", Figures.CPU_PER_MILLION, Bar.atMost(0.6), CPU, 3),
            new Claim("produce", "100-transactional", Figures.CPU_PER_MILLION, Bar.atMost(0.7), CPU, 3),
            new Claim("consume", "100", Figures.CPU_PER_MILLION, Bar.atMost(1.0), CPU, 3),
            new Claim("consume", "1024", Figures.CPU_PER_MILLION, Bar.atMost(1.0), CPU, 3),
            new Claim("fresh", "100-none", Figures.CPU_PER_MILLION, Bar.atMost(0.5), CPU + ", start included", 3),
            new Claim("latency", "5000-per-second", Figures.P50_MICROS, Bar.atMost(0.7), "end to end, p50 µs", 0),
            new Claim("latency", "5000-per-second", Figures.P99_MICROS, Bar.atMost(0.7), "end to end, p99 µs", 0),
            new Claim("fsync", "timed", Figures.RECORDS_PER_SECOND, Bar.atLeast(1.5), "records per second", 0),
            new Claim("fsync", "timed", Figures.P99_MICROS, Bar.atMost(0.7), "acknowledged, p99 µs", 0),
            new Claim("fsync", "counted", Figures.SYNCS_PER_THOUSAND, Bar.atMost(0.2),
                    "syncs per 1,000 acknowledged batches", 1),
            new Claim("idle", "100-none", Figures.RSS_MIB, Bar.atMost(0.35), "resident MiB when idle", 1),
            new Claim("idle", "100-none", Figures.PSS_MIB, Bar.atMost(0.35), "proportional MiB when idle", 1),
            new Claim("idle", "100-none", Figures.CPU_PER_MILLION, Bar.atMost(0.7),
                    CPU + ", the same process afterwards", 3),
            new Claim("recovery", "killed", Figures.CPU_SECONDS, Bar.atMost(0.5), "CPU s until served again", 2),
            new Claim("recovery", "killed", Figures.WALL_SECONDS, Bar.atMost(0.5), "wall s until served again", 2),
            new Claim("commit", "10ms-1", Figures.P50_MICROS, Bar.atMost(0.7), "commit, p50 µs", 0),
            new Claim("commit", "10ms-1", Figures.P99_MICROS, Bar.atMost(0.7), "commit, p99 µs", 0),
            new Claim("commit", "10ms-16", Figures.P50_MICROS, Bar.atMost(0.7), "commit, p50 µs", 0),
            new Claim("commit", "10ms-16", Figures.P99_MICROS, Bar.atMost(0.7), "commit, p99 µs", 0),
            new Claim("commit", "100ms-1", Figures.P50_MICROS, Bar.atMost(0.7), "commit, p50 µs", 0),
            new Claim("commit", "100ms-1", Figures.P99_MICROS, Bar.atMost(0.7), "commit, p99 µs", 0),
            new Claim("commit", "100ms-16", Figures.P50_MICROS, Bar.atMost(0.7), "commit, p50 µs", 0),
            new Claim("commit", "100ms-16", Figures.P99_MICROS, Bar.atMost(0.7), "commit, p99 µs", 0));

    boolean concerns(BrokerRun run) {
        return run.kind().equals(kind) && run.variant().equals(variant);
    }
}
