package dev.tidemark.benchmarks.system.broker;

/**
 * When each record is due: evenly, whatever happened to those before it. A sender that falls behind sends at once and the records it sends
 * count from when they were due, or a stall would hide the records that it kept waiting.
 */
public record Pace(int perSecond, int warmupSeconds, int seconds) {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Records altogether. */
    public int records() {
        return perSecond * (warmupSeconds + seconds);
    }

    /** Whether a record counts, by its number from 0. */
    boolean counts(int record) {
        return record >= perSecond * warmupSeconds;
    }

    /** Records that count. */
    public int counted() {
        return perSecond * seconds;
    }

    /** Nanoseconds after the first record at which this one is due. */
    long dueAfterNanos(int record) {
        return record * NANOS_PER_SECOND / perSecond;
    }
}
