package dev.tidemark.benchmarks.system.keyedcount;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.JvmThreads;
import dev.tidemark.benchmarks.system.run.Machine;
import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run of one side, from an empty folder to the compared output. Run by the benchmark's thread. */
final class CountedRun {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    private final Side side;
    private final Path projectRoot;
    private final Path folder;
    private final PrintStream progress;

    /** Where both processes stood at a moment. */
    private record Mark(Instant time, long committed, double appCpu, double brokerCpu, JvmThreads jvm) {}

    CountedRun(Side side, Path projectRoot, Path folder, PrintStream progress) {
        this.side = side;
        this.projectRoot = projectRoot;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Runs the count.
     *
     * @param recording where our application's samples go; null for none
     * @throws IllegalStateException if the output is not what the input says
     */
    KeyedCountRun measure(int run, CountInput input, Map<String, Long> expected, @Nullable Path recording)
            throws IOException, InterruptedException, ExecutionException {
        double load = Machine.load();
        try (MeasuredBroker broker = MeasuredBroker.start(side, projectRoot, folder.resolve("broker"), settings());
                CountTopics topics = new CountTopics(broker.bootstrap(), input.partitions())) {
            topics.create();
            progress.println(side.label() + " " + run + ": writing the input ...");
            topics.write(input);
            Mark from;
            Mark to;
            try (PeerProcess app = CountingApp.start(side, projectRoot, folder.resolve("app"), broker.bootstrap(),
                    recording)) {
                from = await(input.records() / 10, topics, app, broker.process());
                to = await(input.records(), topics, app, broker.process());
                app.terminate();
                app.waitFor(STOP_TIMEOUT);
            }
            progress.println(side.label() + " " + run + ": reading the output ...");
            CountTopics.Output output = topics.output();
            compare(expected, output.last());
            double appCpu = to.appCpu - from.appCpu;
            long counted = to.committed - from.committed;
            return new KeyedCountRun(side, run, recording != null, input.records(), input.keys(), input.partitions(),
                    counted, appCpu, to.brokerCpu - from.brokerCpu, seconds(Duration.between(from.time, to.time)),
                    output.records(), output.transactions(),
                    recording == null ? Map.of() : parts(recording, from, to, appCpu, counted), load, JvmFlags.text(),
                    Machine.text());
        } finally {
            new DiskStorage().deleteTree(folder);
        }
    }

    private Map<String, Double> parts(Path recording, Mark from, Mark to, double appCpu, long counted)
            throws IOException {
        CpuSamples samples = CpuSamples.read(recording, from.time, to.time);
        progress.println(samples.total() + " samples of " + samples.event() + "; threads:");
        samples.threads(6).forEach(line -> progress.println("  " + line));
        progress.println("hottest frames:");
        samples.hottest(40).forEach(line -> progress.println("  " + line));
        double jvm = to.jvm.since(from.jvm);
        return samples.micros((appCpu - jvm) * 1e6 / counted, jvm * 1e6 / counted);
    }

    /** An acknowledgement means the same on both: the page cache has it. */
    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(Map.of("group.initial.rebalance.delay.ms", "0"));
        if (side == Side.TIDEMARK) {
            settings.put("tidemark.flush", "os");
        }
        return settings;
    }

    private Mark await(long records, CountTopics topics, PeerProcess app, PeerProcess broker)
            throws IOException, InterruptedException, ExecutionException {
        long before = -1;
        Instant moved = Instant.now();
        while (true) {
            long committed = topics.committed(CountingApp.ID);
            if (committed >= records) {
                return new Mark(Instant.now(), committed, seconds(app.cpu()), seconds(broker.cpu()),
                        JvmThreads.of(app.pid()));
            }
            if (committed != before) {
                before = committed;
                moved = Instant.now();
            }
            if (!app.isAlive() || Duration.between(moved, Instant.now()).compareTo(STUCK_AFTER) > 0) {
                throw new IllegalStateException(
                        side.label() + " stands at " + committed + " of " + records + " records:\n"
                                + String.join("\n", app.output()));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private void compare(Map<String, Long> expected, Map<String, Long> found) {
        if (found.equals(expected)) {
            return;
        }
        long wrong = expected.entrySet()
                .stream()
                .filter(entry -> !entry.getValue().equals(found.get(entry.getKey())))
                .count();
        throw new IllegalStateException(side.label() + " counted wrongly: " + wrong + " of " + expected.size()
                + " keys differ, " + found.size() + " keys came out");
    }
}
