package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/** {@code latency}: from the moment at which a record was to be sent to the moment at which a consumer has it, at a fixed rate. */
final class LatencyWorkload implements Workload {

    private static final int PER_SECOND = 5_000;
    private static final int BYTES = 1024;
    private static final Duration AFTER_LOAD = Duration.ofMinutes(2);

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
        long records = (long) PER_SECOND * seconds;
        try (MeasuredBroker broker = ground.startBroker();
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "paced").create(Map.of())) {
            ground.say("a record every " + 1_000_000 / PER_SECOND + " µs for " + warmup + " s and " + seconds + " s");
            CpuMark before = CpuMark.of(broker);
            ground.moments().begin();
            Histogram histogram = load(ground.folder(), broker, topic, warmup, seconds);
            ground.moments().end();
            CpuMark after = CpuMark.of(broker);
            long all = (long) PER_SECOND * (warmup + seconds);
            Ground.holdTo(all, topic.endOffsets(), "records in the topic");
            Ground.holdTo(records, histogram.getTotalCount(), "latencies measured");
            ground.finish(broker);
            Map<String, Double> figures = after.perMillion(before, all);
            figures.put(Figures.P50_MICROS, (double) histogram.getValueAtPercentile(50));
            figures.put(Figures.P99_MICROS, (double) histogram.getValueAtPercentile(99));
            return new Outcome(PER_SECOND + " records of " + BYTES + " bytes per second for " + seconds + " s after "
                    + warmup + " s, open loop, linger.ms=0, acks=all, idempotent, " + Ground.PARTITIONS
                    + " partitions in turn, page cache; from the time at which a record was due to its receipt",
                    records, figures, LatencyHistogram.encode(histogram));
        }
    }

    private static Histogram load(Path folder, MeasuredBroker broker, LoadedTopic topic, int warmup, int seconds)
            throws IOException, InterruptedException {
        Path result = folder.resolve("histogram.txt");
        List<String> arguments = List.of(broker.bootstrap(), topic.name(), Integer.toString(Ground.PARTITIONS), Integer
                .toString(PER_SECOND), Integer.toString(BYTES), Integer.toString(warmup), Integer.toString(seconds),
                result.toString());
        try (PeerProcess load = PeerProcess.java("paced load", folder, JvmFlags.ALL, System.getProperty(
                "java.class.path"), PacedLoad.class.getName(), arguments)) {
            int status = load.waitFor(AFTER_LOAD.plusSeconds((long) warmup + seconds));
            if (status != 0) {
                throw new IllegalStateException("the load ended with " + status + ":\n" + String.join("\n", load
                        .output()));
            }
        }
        return LatencyHistogram.decode(Files.readString(result));
    }
}
