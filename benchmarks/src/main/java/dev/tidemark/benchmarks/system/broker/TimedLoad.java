package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * A load of events at a fixed rate, in a process of its own that measures how late each came.
 *
 * @param main its class; the last four of its arguments are events per second, seconds of warm-up, seconds, and the file for its {@link LoadResult}
 * @param arguments those before
 * @param perSecond events
 * @param warmupSeconds of which no event is measured
 * @param seconds after that
 */
public record TimedLoad(Class<?> main, List<String> arguments, int perSecond, int warmupSeconds, int seconds) {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    public TimedLoad {
        arguments = List.copyOf(arguments);
    }

    /**
     * How late events came, and what that and the broker's share of the CPU come to.
     *
     * @param events all of them, the warm-up's too
     * @param figures by name; those of the CPU are of all events
     */
    record Measured(long events, Histogram histogram, Map<String, Double> figures) {}

    /** The events that are measured. */
    public long measured() {
        return (long) perSecond * seconds;
    }

    /** Runs it against a broker. */
    Measured measure(Ground ground, MeasuredBroker broker) throws IOException, InterruptedException {
        CpuMark before = CpuMark.of(broker);
        ground.moments().begin();
        LoadResult result = run(ground.folder());
        ground.moments().end();
        CpuMark after = CpuMark.of(broker);
        Histogram histogram = result.histogram();
        Ground.holdTo(measured(), histogram.getTotalCount(), "latencies measured");
        long events = result.warmupEvents() + measured();
        Map<String, Double> figures = after.perMillion(before, events);
        figures.put(Figures.P50_MICROS, (double) histogram.getValueAtPercentile(50));
        figures.put(Figures.P99_MICROS, (double) histogram.getValueAtPercentile(99));
        return new Measured(events, histogram, figures);
    }

    /** Runs it, and says what it found; files go to the folder. */
    public LoadResult run(Path folder) throws IOException, InterruptedException {
        Path result = folder.resolve("load.txt");
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(Integer.toString(perSecond), Integer.toString(warmupSeconds), Integer.toString(seconds),
                result.toString()));
        try (PeerProcess load = PeerProcess.java(main.getSimpleName(), folder, JvmFlags.ALL,
                System.getProperty("java.class.path"), main.getName(), all)) {
            int status = load.waitFor(PATIENCE.plusSeconds((long) warmupSeconds + seconds));
            if (status != 0) {
                throw new IllegalStateException("the load ended with " + status + ":\n"
                        + String.join("\n", load.output()));
            }
        }
        return LoadResult.read(result);
    }
}
