package dev.tidemark.core.metrics;

import com.google.errorprone.annotations.Immutable;

/**
 * What a metric is, for those who read its numbers.
 *
 * @param help one sentence without a full stop
 * @param scale what a recorded number is multiplied with to be of the unit that the name ends in: 1e-9 for nanoseconds under {@code ..._seconds}
 */
@Immutable
public record Described(Kind kind, String help, double scale) {

    /** How a metric's numbers move. */
    public enum Kind {
        /** Only upwards, from 0 at the start of the process. */
        COUNTER,
        /** As it likes. */
        GAUGE,
        /** Counts of values by size. */
        HISTOGRAM
    }
}
