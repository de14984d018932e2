package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** {@code fresh}: CPU of a broker from its process's start to its first million records. */
final class FreshWorkload implements Workload {

    private static final int RECORDS = 1_000_000;
    private static final int BYTES = 100;

    @Override
    public String kind() {
        return "fresh";
    }

    @Override
    public List<String> variants() {
        return List.of("100-none");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        int records = ground.scale().records(RECORDS);
        ground.say("starting, and measuring " + records + " records");
        ground.moments().begin();
        try (MeasuredBroker broker = ground.startBroker();
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "first").create(Map.of())) {
            double started = CpuMark.of(broker).seconds();
            ProducerReport report = ground.tools()
                    .produce(broker.bootstrap(),
                            KafkaTools.Sending.of(topic.name(), records, ground.payload().ofSize(BYTES)));
            CpuMark after = CpuMark.of(broker);
            ground.moments().end();
            Ground.holdTo(records, topic.endOffsets(), "records in the topic");
            ground.finish(broker);
            Map<String, Double> figures = after.perMillion(CpuMark.START, records);
            figures.put(Figures.START_CPU_SECONDS, started);
            figures.put(Figures.RECORDS_PER_SECOND, report.recordsPerSecond());
            return new Outcome("the first " + records + " records of " + BYTES
                    + " bytes of a new process on an empty folder, its start included", records,
                    figures);
        }
    }
}
