package dev.tidemark.streams.plan;

/**
 * Which records of two streams meet: a left one at {@code l} and a right one at {@code r} with {@code -before <= r - l <= after}.
 *
 * <pre>
 *   time   ------[=========l===============]--------[-->
 *                l - before                l + after
 *                 right records that meet l         l + after + grace: a record that met more is too late for l
 * </pre>
 *
 * @param beforeMs how much earlier than the left record the right one may be; negative: it must be so much later
 * @param afterMs how much later; negative: it must be so much earlier
 * @param graceMs how much longer a record waits for late partners, zero or more
 */
public record JoinSpec(long beforeMs, long afterMs, long graceMs) {

    private static final long SEGMENT_MS_MIN = 60_000;
    private static final long SEGMENT_MS_MAX = 7L * 24 * 3_600_000;

    /** Length of the span of times in which the partners of one record lie. */
    public long spanMs() {
        return beforeMs + afterMs;
    }

    /**
     * Length of the segments of time in which the sides are kept: about half of what a record waits, so that a scan touches
     * few of them and what has waited long enough is not kept much longer.
     */
    public long segmentMs() {
        return Math.clamp((spanMs() + graceMs) / 2, SEGMENT_MS_MIN, SEGMENT_MS_MAX);
    }

    /** {@code 5m before to 10m after, grace 1h}. */
    @Override
    public String toString() {
        return Times.text(beforeMs) + " before to " + Times.text(afterMs) + " after, grace " + Times.text(graceMs);
    }
}
