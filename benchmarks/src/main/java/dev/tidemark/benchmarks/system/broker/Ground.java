package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.Side;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one run takes place: a side, an empty folder, and how much is to be done. Used by the benchmark's thread.
 *
 * @param folder of this run alone; deleted after it
 * @param brokerFlags more flags of the broker's JVM: none in a run that counts
 */
record Ground(Path projectRoot, Path folder, Side side, String label, Scale scale, KafkaTools tools, Payload payload,
        List<String> brokerFlags, Moments moments, PrintStream progress) {

    static final int PARTITIONS = 6;

    /** An acknowledgement means the same on both: the page cache has it. */
    MeasuredBroker startBroker() throws IOException, InterruptedException {
        return startBroker(pageCache());
    }

    Map<String, String> pageCache() {
        return side == Side.TIDEMARK ? Map.of("tidemark.flush", "os") : Map.of();
    }

    MeasuredBroker startBroker(Map<String, String> settings) throws IOException, InterruptedException {
        Map<String, String> all = new TreeMap<>(Map.of("group.initial.rebalance.delay.ms", "0"));
        all.putAll(settings);
        return MeasuredBroker.start(side, projectRoot, brokerFolder(), all, brokerFlags);
    }

    /** At the end of a workload: a broker that records samples writes them when it stops in order. Others are just killed. */
    void finish(MeasuredBroker broker) throws InterruptedException {
        if (!brokerFlags.isEmpty()) {
            broker.stopCleanly();
        }
    }

    Path brokerFolder() {
        return folder.resolve("broker");
    }

    /** Where either side keeps its logs. */
    Path dataFolder() {
        return brokerFolder().resolve("data");
    }

    void say(String what) {
        progress.println(label + ": " + what + " ...");
    }

    /** Fails unless the work was done. */
    static void holdTo(long expected, long found, String what) {
        if (expected != found) {
            throw new IllegalStateException(found + " " + what + " instead of " + expected);
        }
    }
}
