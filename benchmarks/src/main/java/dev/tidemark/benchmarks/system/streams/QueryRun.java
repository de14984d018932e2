package dev.tidemark.benchmarks.system.streams;

import java.util.Map;

/**
 * One run of one query in one deployment: a line of the raw runs. CPU is user and system time from the operating system, of the records that
 * were counted: those behind the first tenth.
 *
 * @param query as on the command line
 * @param profiled whether the processes recorded samples meanwhile: such a run is not compared
 * @param counted input records that the CPU seconds belong to
 * @param brokerCpuSeconds none where application and broker are one process
 * @param outputs records of the output topic
 * @param transactions that wrote to the partition of the output that has most
 * @param stored facts in each changelog, all of them compared
 * @param parts microseconds per record by part; empty unless profiled
 * @param commit of the production code, see {@link ProductionCommit}
 * @param load load average of the machine before the run: above its number of processors, others were at work too
 */
public record QueryRun(String query, Deployment deployment, int run, boolean profiled, int records, int keys,
        int partitions, long counted, double appCpuSeconds, double brokerCpuSeconds, double wallSeconds, long outputs,
        long transactions, Map<String, Long> stored, Map<String, Double> parts, String commit, double load,
        String jvmFlags, String machine) {

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
