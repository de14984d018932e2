package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * {@code fsync}: every batch is on disk before it is acknowledged, on both sides; many producers at once. Timed in one variant; in the
 * other the calls to sync are counted.
 */
final class FsyncWorkload implements Workload {

    private static final int PRODUCERS = 16;
    private static final int BYTES = 1024;
    private static final int TIMED_RECORDS = 320_000;
    private static final int COUNTED_RECORDS = 80_000;
    private static final int WARMUP = 80_000;

    /** As much as a producer can have under way (5 requests of a batch per partition), so that waiting in the producer is no part of it. */
    private static final String BUFFER_BYTES = "524288";

    @Override
    public String kind() {
        return "fsync";
    }

    @Override
    public List<String> variants() {
        return List.of("timed", "counted");
    }

    @Override
    public void check(Path work) throws IOException {
        SyncCalls.check();
        if (Files.getFileStore(work).type().equals("tmpfs")) {
            throw new IllegalArgumentException(
                    work + " is in memory, where a sync costs nothing: --folder DIR on a disk");
        }
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        boolean ours = ground.side() == Side.TIDEMARK;
        boolean counted = variant.equals("counted");
        int warmup = ground.scale().warmup(WARMUP) / PRODUCERS;
        int records = ground.scale().records(counted ? COUNTED_RECORDS : TIMED_RECORDS) / PRODUCERS;
        try (MeasuredBroker broker = ground.startBroker(ours ? Map.of("tidemark.flush", "group") : Map.of());
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "synced")
                        .create(ours ? Map.of() : Map.of("flush.messages", "1"))) {
            ground.say("warming up with " + PRODUCERS + " times " + warmup + " records");
            load(ground, broker, topic, warmup);
            long batchesBefore = BatchesOnDisk.count(ground.dataFolder(), topic.name());
            ground.say(
                    (counted ? "counting syncs over " : "measuring ") + PRODUCERS + " times " + records + " records");
            Map<String, Double> figures = counted ? count(ground, broker, topic, records)
                    : time(ground, broker, topic, records);
            Ground.holdTo((long) PRODUCERS * (warmup + records), topic.endOffsets(), "records in the topic");
            ground.finish(broker);
            long batches = BatchesOnDisk.count(ground.dataFolder(), topic.name()) - batchesBefore;
            figures.put(Figures.BATCHES, (double) batches);
            figures.put(Figures.RECORDS_PER_BATCH, (double) PRODUCERS * records / batches);
            if (counted) {
                figures.put(Figures.SYNCS_PER_THOUSAND, figures.getOrDefault(Figures.SYNCS, 0.0) * 1_000 / batches);
            }
            return new Outcome(PRODUCERS + " producers, " + (long) PRODUCERS * records + " records of " + BYTES
                    + " bytes, acks=all, idempotent, " + Ground.PARTITIONS + " partitions, on disk before acknowledged"
                    + (counted ? ", syncs counted by strace, not timed" : "") + "; after " + (long) PRODUCERS * warmup
                    + " in the same process", (long) PRODUCERS * records, figures);
        }
    }

    private static Map<String, Double> time(Ground ground, MeasuredBroker broker, LoadedTopic topic, int records)
            throws IOException, InterruptedException {
        CpuMark before = CpuMark.of(broker);
        ground.moments().begin();
        ProducerReport report = load(ground, broker, topic, records);
        ground.moments().end();
        CpuMark after = CpuMark.of(broker);
        Map<String, Double> figures = after.perMillion(before, report.records());
        figures.put(Figures.RECORDS_PER_SECOND, report.recordsPerSecond());
        figures.put(Figures.P99_MICROS, report.p99Millis() * 1_000);
        return figures;
    }

    private static Map<String, Double> count(Ground ground, MeasuredBroker broker, LoadedTopic topic, int records)
            throws IOException, InterruptedException {
        try (SyncCalls calls = SyncCalls.of(broker.process().pid(), ground.folder())) {
            ProducerReport unused = load(ground, broker, topic, records);
            return new TreeMap<>(Map.of(Figures.SYNCS, (double) calls.stop()));
        }
    }

    private static ProducerReport load(Ground ground, MeasuredBroker broker, LoadedTopic topic, int records)
            throws IOException, InterruptedException {
        KafkaTools.Sending sending = KafkaTools.Sending.of(topic.name(), records, ground.payload().ofSize(BYTES))
                .with("buffer.memory", BUFFER_BYTES);
        return ground.tools().produceTogether(broker.bootstrap(), PRODUCERS, sending);
    }
}
