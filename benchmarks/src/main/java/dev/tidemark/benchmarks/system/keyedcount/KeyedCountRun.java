package dev.tidemark.benchmarks.system.keyedcount;

import dev.tidemark.benchmarks.system.run.Side;
import java.util.Map;

/**
 * One run of the keyed count on one side. CPU is user and system time from the operating system, of the records that were counted: those
 * behind the first tenth.
 *
 * @param profiled whether our application recorded samples meanwhile: such a run is not compared
 * @param counted input records that the CPU seconds belong to
 * @param outputs records of the output topic
 * @param transactions that wrote to the partition of the output that has most
 * @param parts microseconds per record of our application by part; empty unless profiled
 */
public record KeyedCountRun(Side side, int run, boolean profiled, int records, int keys, int partitions, long counted,
        double appCpuSeconds, double brokerCpuSeconds, double wallSeconds, long outputs, long transactions,
        Map<String, Double> parts, double load, String jvmFlags, String machine) {

    double appMicros() {
        return appCpuSeconds * 1e6 / counted;
    }

    double brokerMicros() {
        return brokerCpuSeconds * 1e6 / counted;
    }

    double totalMicros() {
        return appMicros() + brokerMicros();
    }
}
