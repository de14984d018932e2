package dev.tidemark.benchmarks.system.startup;

import dev.tidemark.benchmarks.system.run.Side;

/**
 * One start of one broker, from process start to the moment at which the produced record had been fetched.
 *
 * @param cpuSeconds user and system time of the server's process by then, from the operating system
 * @param readySeconds wall time until the server said that it was ready
 * @param wallSeconds wall time until the record was fetched
 * @param load load average of the machine: above its number of processors, others were at work too
 */
public record StartupRun(Side side, int run, int topics, double cpuSeconds, double readySeconds, double wallSeconds,
        double load, String jvmFlags, String machine) {}
