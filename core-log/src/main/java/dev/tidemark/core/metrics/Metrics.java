package dev.tidemark.core.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * The metrics of one broker, app or client. Any thread. Owners ask for a metric once, keep it in a field and record into it; asking again
 * with the same name and labels gives the same one.
 */
public final class Metrics {

    /**
     * A metric's identity.
     *
     * @param name snake case, unit last: {@code fetch_bytes}
     * @param labels alternating names and values
     */
    public record Id(String name, List<String> labels) implements Comparable<Id> {
        public Id {
            labels = List.copyOf(labels);
        }

        @Override
        public int compareTo(Id other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : labels.toString().compareTo(other.labels.toString());
        }
    }

    private final ConcurrentHashMap<Id, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Id, LongSupplier> gauges = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Id, Histogram> histograms = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Described> described = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Sampled> sampled = new CopyOnWriteArrayList<>();

    /** Says what the metrics of a name are; exporters show only what is described. */
    public void describe(String name, Described what) {
        described.put(name, what);
    }

    /** What is described, by name. */
    public Map<String, Described> described() {
        return new TreeMap<>(described);
    }

    /** Registers numbers that come and go. */
    public void sample(Sampled source) {
        sampled.add(source);
    }

    /** The counter of this name and these labels, made if it is new. */
    public Counter counter(String name, String... labels) {
        return counters.computeIfAbsent(new Id(name, List.of(labels)), id -> new Counter());
    }

    /** The histogram of this name and these labels, made if it is new. */
    public Histogram histogram(String name, String... labels) {
        return histograms.computeIfAbsent(new Id(name, List.of(labels)), id -> new Histogram());
    }

    /** Registers a value that is read when somebody looks; {@code value} must be safe to call from any thread. Replaces one of the same identity. */
    public void gauge(String name, LongSupplier value, String... labels) {
        gauges.put(new Id(name, List.of(labels)), value);
    }

    /** Forgets a gauge, whose owner is gone. */
    public void removeGauge(String name, String... labels) {
        gauges.remove(new Id(name, List.of(labels)));
    }

    /** All counters, gauges and samples with their present values, in order of name. */
    public Map<Id, Long> values() {
        Map<Id, Long> values = new TreeMap<>();
        counters.forEach((id, counter) -> values.put(id, counter.value()));
        gauges.forEach((id, gauge) -> values.put(id, gauge.getAsLong()));
        sampled.forEach(
                source -> source.tell((name, value, labels) -> values.put(new Id(name, List.of(labels)), value)));
        return values;
    }

    /** All histograms, in order of name. */
    public Map<Id, Histogram.Snapshot> histograms() {
        Map<Id, Histogram.Snapshot> snapshots = new TreeMap<>();
        histograms.forEach((id, histogram) -> snapshots.put(id, histogram.snapshot()));
        return snapshots;
    }
}
