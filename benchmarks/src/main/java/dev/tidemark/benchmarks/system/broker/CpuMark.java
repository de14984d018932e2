package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.JvmThreads;
import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a broker's process has used of the CPU by a moment, user and system time, from the operating system.
 *
 * @param jvm the part of the JVM's own threads, which says how warm the process was
 */
record CpuMark(double seconds, JvmThreads jvm) {

    /** Before the process's start. */
    static final CpuMark START = new CpuMark(0, new JvmThreads(Map.of()));

    static CpuMark of(MeasuredBroker broker) throws IOException {
        double seconds = broker.process().cpu().toNanos() / 1e9;
        if (seconds == 0) {
            throw new IllegalStateException("the operating system does not tell the CPU time of a process");
        }
        return new CpuMark(seconds, JvmThreads.of(broker.process().pid()));
    }

    /** Figures of what was used since then, for so many records. */
    Map<String, Double> perMillion(CpuMark before, long records) {
        Map<String, Double> figures = new TreeMap<>();
        figures.put(Figures.CPU_PER_MILLION, (seconds - before.seconds) * 1e6 / records);
        figures.put(Figures.JVM_PER_MILLION, jvm.since(before.jvm) * 1e6 / records);
        return figures;
    }
}
