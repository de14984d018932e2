package dev.tidemark.benchmarks.system.run;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Several measurements of one thing: the middle one, and how far they reach. */
public record Spread(double median, double least, double greatest, int runs) {

    private static final int RUNS_MIN = 3;

    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a spread of nothing");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /** All of it, times a factor above zero. */
    public Spread times(double factor) {
        return new Spread(median * factor, least * factor, greatest * factor, runs);
    }

    /** Whether there is a value in both ranges. */
    public boolean overlaps(Spread other) {
        return least <= other.greatest && other.least <= greatest;
    }

    /** Whether the two can be told apart: enough runs of each, and no value in both ranges. */
    public boolean comparable(Spread other) {
        return runs >= RUNS_MIN && other.runs >= RUNS_MIN && !overlaps(other);
    }

    /** {@code 0.84 (0.80 to 0.91)}. */
    public String text() {
        return text(2);
    }

    /** The same with so many digits behind the point. */
    public String text(int digits) {
        String value = "%." + digits + "f";
        return String.format(Locale.ROOT, value + " (" + value + " to " + value + ")", median, least, greatest);
    }

    /** Of single values, for tests. */
    static Spread of(double... values) {
        return of(Arrays.stream(values).boxed().toList());
    }
}
