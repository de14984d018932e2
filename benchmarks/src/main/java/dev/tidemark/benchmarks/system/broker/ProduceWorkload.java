package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** {@code produce}: CPU of a warm broker per record that Kafka's producer tool sends it. */
final class ProduceWorkload implements Workload {

    static final int RECORDS = 3_000_000;
    static final int WARMUP = 1_000_000;

    private static final int COMMIT_EVERY_MS = 100;
    private static final String TRANSACTIONAL = "transactional";

    @Override
    public String kind() {
        return "produce";
    }

    @Override
    public List<String> variants() {
        return List.of("100-none", "100-lz4", "1024-none", "1024-lz4", "100-transactional");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        try (MeasuredBroker broker = ground.startBroker();
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "produced").create(Map.of())) {
            return warmAndMeasured(ground, variant, broker, topic);
        }
    }

    /** The load on a broker that runs already. */
    static Outcome warmAndMeasured(Ground ground, String variant, MeasuredBroker broker, LoadedTopic topic)
            throws IOException, InterruptedException, ExecutionException {
        int warmup = ground.scale().warmup(WARMUP);
        int records = ground.scale().records(RECORDS);
        ground.say("warming up with " + warmup + " records");
        ground.tools().produce(broker.bootstrap(), sending(ground, variant, topic.name(), warmup));
        long batchesBefore = BatchesOnDisk.count(ground.dataFolder(), topic.name());
        ground.say("measuring " + records + " records");
        CpuMark before = CpuMark.of(broker);
        ground.moments().begin();
        ProducerReport report = ground.tools()
                .produce(broker.bootstrap(), sending(ground, variant, topic.name(), records));
        ground.moments().end();
        CpuMark after = CpuMark.of(broker);
        long batches = BatchesOnDisk.count(ground.dataFolder(), topic.name()) - batchesBefore;
        boolean transactional = variant.endsWith(TRANSACTIONAL);
        Ground.holdTo((long) warmup + records, transactional ? topic.committedRecords() : topic.endOffsets(),
                "records in the topic");
        double resident = ResidentMemory.of(broker.process().pid()).rssMib();
        ground.finish(broker);
        Map<String, Double> figures = after.perMillion(before, records);
        figures.put(Figures.RECORDS_PER_SECOND, report.recordsPerSecond());
        figures.put(Figures.RSS_LOADED_MIB, resident);
        figures.put(Figures.RECORDS_PER_BATCH, (double) records / batches);
        return new Outcome(records + " records of " + variant.replace("-", " bytes, ") + (transactional
                ? ", a commit every " + COMMIT_EVERY_MS + " ms"
                : "") + ", acks=all, idempotent, " + Ground.PARTITIONS
                + " partitions, page cache; after " + warmup + " in the same process", records, figures);
    }

    private static KafkaTools.Sending sending(Ground ground, String variant, String topic, int records) {
        String[] sizeAndHow = variant.split("-", 2);
        KafkaTools.Sending plain = KafkaTools.Sending.of(topic, records, ground.payload()
                .ofSize(Integer.parseInt(sizeAndHow[0])));
        return sizeAndHow[1].equals(TRANSACTIONAL) ? plain.committingEvery(COMMIT_EVERY_MS)
                : plain.with("compression.type", sizeAndHow[1]);
    }
}
