package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.Side;
import java.util.Map;

/**
 * One run of one workload on one side: a line of the raw runs.
 *
 * @param kind of workload, as on the command line
 * @param variant of it, as on the command line
 * @param work what was done, in words: the same on both sides, and checked to have been done
 * @param records that the figures belong to
 * @param figures by name; the unit is at the end of a name
 * @param histogram of latencies where there is one, see {@link LatencyHistogram}; else empty
 * @param load load average of the machine before the run: above its number of processors, others were at work too
 */
public record BrokerRun(String kind, String variant, Side side, int run, String work, long records,
        Map<String, Double> figures, String histogram, double load, String jvmFlags, String machine) {

    /**
     * A figure.
     *
     * @throws IllegalArgumentException if this run has none of that name
     */
    public double figure(String name) {
        Double value = figures.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    kind + " " + variant + " has no figure " + name + "; there are " + figures
                            .keySet());
        }
        return value;
    }
}
