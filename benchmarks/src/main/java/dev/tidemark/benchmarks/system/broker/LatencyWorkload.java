package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** {@code latency}: from the moment at which a record was to be sent to the moment at which a consumer has it, at a fixed rate. */
final class LatencyWorkload implements Workload {

    private static final int PER_SECOND = 5_000;
    private static final int BYTES = 1024;

    @Override
    public String kind() {
        return "latency";
    }

    @Override
    public List<String> variants() {
        return List.of("5000-per-second");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        int warmup = ground.scale().warmupSeconds();
        int seconds = ground.scale().seconds();
        try (MeasuredBroker broker = ground.startBroker();
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "paced").create(Map.of())) {
            TimedLoad load = new TimedLoad(PacedLoad.class, List.of(broker.bootstrap(), topic.name(),
                    Integer.toString(Ground.PARTITIONS), Integer.toString(BYTES)), PER_SECOND, warmup, seconds);
            ground.say("a record every " + 1_000_000 / PER_SECOND + " µs for " + warmup + " s and " + seconds + " s");
            TimedLoad.Measured measured = load.measure(ground, broker);
            Ground.holdTo(measured.events(), topic.endOffsets(), "records in the topic");
            ground.finish(broker);
            return new Outcome(PER_SECOND + " records of " + BYTES + " bytes per second for " + seconds + " s after "
                    + warmup + " s, open loop, linger.ms=0, acks=all, idempotent, " + Ground.PARTITIONS
                    + " partitions in turn, page cache; from the time at which a record was due to its receipt",
                    load.measured(), measured.figures(), LatencyHistogram.encode(measured.histogram()));
        }
    }
}
