package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** {@code consume}: CPU of a warm broker per record that Kafka's consumer tool reads from it. */
final class ConsumeWorkload implements Workload {

    @Override
    public String kind() {
        return "consume";
    }

    @Override
    public List<String> variants() {
        return List.of("100", "1024");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        int warmup = ground.scale().warmup(ProduceWorkload.WARMUP);
        int records = ground.scale().records(ProduceWorkload.RECORDS);
        try (MeasuredBroker broker = ground.startBroker();
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "consumed").create(Map.of());
                LoadedTopic other = new LoadedTopic(broker.bootstrap(), "warm").create(Map.of())) {
            ground.say("writing " + records + " records, and " + warmup + " to warm up with");
            fill(ground, broker, topic, records, variant);
            fill(ground, broker, other, warmup, variant);
            ground.say("warming up");
            read(ground, broker, other, warmup);
            ground.say("measuring " + records + " records");
            CpuMark before = CpuMark.of(broker);
            ground.moments().begin();
            ConsumerReport report = read(ground, broker, topic, records);
            ground.moments().end();
            CpuMark after = CpuMark.of(broker);
            ground.finish(broker);
            Map<String, Double> figures = after.perMillion(before, records);
            figures.put(Figures.RECORDS_PER_SECOND, records / report.fetchSeconds());
            return new Outcome(records + " records of " + variant + " bytes from " + Ground.PARTITIONS
                    + " partitions, page cache; after " + warmup + " in the same process", records,
                    figures);
        }
    }

    private static void fill(Ground ground, MeasuredBroker broker, LoadedTopic topic, int records, String bytes)
            throws IOException, InterruptedException, ExecutionException {
        ground.tools()
                .produce(broker.bootstrap(),
                        KafkaTools.Sending.of(topic.name(), records, ground.payload().ofSize(Integer.parseInt(bytes))));
        Ground.holdTo(records, topic.endOffsets(), "records in the topic");
    }

    private static ConsumerReport read(Ground ground, MeasuredBroker broker, LoadedTopic topic, int records)
            throws IOException, InterruptedException {
        ConsumerReport report = ground.tools()
                .consume(broker.bootstrap(), topic.name(), "readers of " + topic.name(), records);
        Ground.holdTo(records, report.records(), "records consumed");
        return report;
    }
}
