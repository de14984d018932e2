package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.Side;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * {@code commit}: from the moment at which a transaction was to be committed to the commit's return, one producer, at a fixed rate. A variant is
 * {@code INTERVAL-PARTITIONS}, and {@code -fsync} behind it where a commit is on disk before it is acknowledged.
 */
final class CommitWorkload implements Workload {

    private static final int RECORDS_PER_SECOND = 1_600;
    private static final int BYTES = 1024;
    private static final int WARMUP = 30_000;
    private static final String FSYNC = "fsync";
    private static final String STOCK = "stock";

    @Override
    public String kind() {
        return "commit";
    }

    @Override
    public List<String> variants() {
        return List.of("10ms-1", "10ms-16", "100ms-1", "100ms-16", "10ms-1-stock", "10ms-16-stock",
                "100ms-1-stock", "100ms-16-stock", "100ms-1-fsync", "100ms-16-fsync");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        String[] parts = variant.split("-", 3);
        int intervalMs = Integer.parseInt(parts[0].replace("ms", ""));
        int partitions = Integer.parseInt(parts[1]);
        boolean synced = variant.endsWith(FSYNC);
        CommitLoad.Kind kind = variant.endsWith(STOCK) ? CommitLoad.Kind.STOCK : CommitLoad.Kind.WIRE;
        boolean ours = ground.side() == Side.TIDEMARK;
        int perSecond = 1_000 / intervalMs;
        int records = RECORDS_PER_SECOND / perSecond;
        int atOnce = ground.scale().warmup(WARMUP);
        int warmup = ground.scale().warmupSeconds();
        int seconds = ground.scale().seconds();
        try (MeasuredBroker broker = ground.startBroker(synced && ours
                ? Map.of("tidemark.flush", "group")
                : ground.pageCache());
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "committed", partitions)
                        .create(synced && !ours ? Map.of("flush.messages", "1") : Map.of())) {
            TimedLoad load = new TimedLoad(CommitLoad.class, List.of(kind.name(), broker.bootstrap(), topic.name(),
                    Integer.toString(partitions), Integer.toString(records), Integer.toString(BYTES),
                    Integer.toString(atOnce)), perSecond, warmup, seconds);
            ground.say(atOnce + " commits of " + CommitLoad.AT_ONCE + " " + producers(kind)
                    + " as fast as they go, then one every "
                    + intervalMs
                    + " ms for " + warmup + " s and " + seconds + " s");
            TimedLoad.Measured measured = load.measure(ground, broker);
            long paced = (long) perSecond * (warmup + seconds);
            Ground.holdTo((long) atOnce * partitions + paced * records, topic.committedRecords(),
                    "committed records in the topic");
            ground.finish(broker);
            return new Outcome("a commit every " + intervalMs + " ms for " + seconds + " s after " + warmup
                    + " s of the same and " + atOnce + " commits of " + CommitLoad.AT_ONCE + " "
                    + producers(kind) + ", "
                    + RECORDS_PER_SECOND
                    + " records of " + BYTES + " bytes a second, over " + partitions + " partitions, "
                    + (synced ? "on disk before acknowledged" : "page cache")
                    + "; from the time at which a commit was due to its return", load.measured(), measured.figures(),
                    LatencyHistogram.encode(measured.histogram()));
        }
    }

    private static String producers(CommitLoad.Kind kind) {
        return kind == CommitLoad.Kind.WIRE ? "producers that are their requests alone" : "producers of kafka-clients";
    }
}
