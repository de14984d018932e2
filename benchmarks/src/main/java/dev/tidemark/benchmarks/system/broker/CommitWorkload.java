package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/**
 * {@code commit}: from the moment at which a transaction was to be committed to the commit's return, one producer, at a fixed rate. A variant is
 * {@code INTERVAL-PARTITIONS}, and {@code -fsync} behind it where a commit is on disk before it is acknowledged.
 */
final class CommitWorkload implements Workload {

    private static final int RECORDS = 16;
    private static final int BYTES = 1024;
    private static final String FSYNC = "fsync";
    private static final Duration AFTER_LOAD = Duration.ofMinutes(2);

    @Override
    public String kind() {
        return "commit";
    }

    @Override
    public List<String> variants() {
        return List.of("10ms-1", "10ms-16", "100ms-1", "100ms-16", "100ms-1-fsync", "100ms-16-fsync");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        String[] parts = variant.split("-", 3);
        int intervalMs = Integer.parseInt(parts[0].replace("ms", ""));
        int partitions = Integer.parseInt(parts[1]);
        boolean synced = variant.endsWith(FSYNC);
        boolean ours = ground.side() == Side.TIDEMARK;
        int perSecond = 1_000 / intervalMs;
        int warmup = ground.scale().warmupSeconds();
        int seconds = ground.scale().seconds();
        long commits = (long) perSecond * (warmup + seconds);
        try (MeasuredBroker broker = ground.startBroker(synced && ours
                ? Map.of("tidemark.flush", "group")
                : ground.pageCache());
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "committed", partitions)
                        .create(synced && !ours ? Map.of("flush.messages", "1") : Map.of())) {
            ground.say("measuring: a commit every " + intervalMs + " ms for " + warmup + " s and " + seconds + " s");
            CpuMark before = CpuMark.of(broker);
            ground.moments().begin();
            Histogram histogram = load(ground.folder(), List.of(broker.bootstrap(), topic.name(),
                    Integer.toString(partitions), Integer.toString(RECORDS), Integer.toString(BYTES),
                    Integer.toString(perSecond), Integer.toString(warmup), Integer.toString(seconds)),
                    Duration.ofSeconds((long) warmup + seconds).plus(AFTER_LOAD));
            ground.moments().end();
            CpuMark after = CpuMark.of(broker);
            Ground.holdTo(commits * RECORDS, topic.committedRecords(), "committed records in the topic");
            Ground.holdTo((long) perSecond * seconds, histogram.getTotalCount(), "commits measured");
            ground.finish(broker);
            Map<String, Double> figures = after.perMillion(before, commits);
            figures.put(Figures.P50_MICROS, (double) histogram.getValueAtPercentile(50));
            figures.put(Figures.P99_MICROS, (double) histogram.getValueAtPercentile(99));
            return new Outcome("a commit every " + intervalMs + " ms for " + seconds + " s after " + warmup
                    + " s, " + RECORDS + " records of " + BYTES + " bytes in each, over " + partitions
                    + " partitions, acknowledged before the commit is due, "
                    + (synced ? "on disk before acknowledged" : "page cache")
                    + "; from the time at which a commit was due to its return", perSecond * (long) seconds, figures,
                    LatencyHistogram.encode(histogram));
        }
    }

    private static Histogram load(Path folder, List<String> arguments, Duration atMost)
            throws IOException, InterruptedException {
        Path result = folder.resolve("histogram.txt");
        List<String> all = new ArrayList<>(arguments);
        all.add(result.toString());
        try (PeerProcess load = PeerProcess.java("committing load", folder, JvmFlags.ALL, System.getProperty(
                "java.class.path"), CommitLoad.class.getName(), all)) {
            int status = load.waitFor(atMost);
            if (status != 0) {
                throw new IllegalStateException("the load ended with " + status + ":\n" + String.join("\n", load
                        .output()));
            }
        }
        return LatencyHistogram.decode(Files.readString(result));
    }
}
