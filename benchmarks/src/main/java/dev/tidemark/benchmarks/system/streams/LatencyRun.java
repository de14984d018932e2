package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.Side;

/**
 * One run of {@code result-latency}: a line of the raw runs. CPU is user and system time from the operating system, of the whole load.
 *
 * @param records that count
 * @param transactionsPerSecond that wrote results, warm-up included
 * @param histogram microseconds, as HdrHistogram's compressed encoding in Base64
 * @param commit of the production code, see {@link ProductionCommit}
 * @param load load average of the machine before the run
 */
record LatencyRun(Side side, int run, int perSecond, int seconds, int warmupSeconds, long records, double p50Micros,
        double p99Micros, double transactionsPerSecond, double appCpuSeconds, double brokerCpuSeconds, String histogram,
        String commit, double load,
        String jvmFlags, String machine) {}
