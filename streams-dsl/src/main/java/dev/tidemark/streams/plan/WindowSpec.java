package dev.tidemark.streams.plan;

/**
 * Windows {@code [start, start + size)} with {@code start} a multiple of {@code advance}, counted from the epoch; each
 * takes records until its end plus the grace has passed.
 *
 * <pre>
 *  size 6, advance 2:   start -4     [------------)
 *                       start -2         [------------)
 *                       start  0             [------------)
 *  event time                -4  -2   0   2   4   6   8
 * </pre>
 *
 * @param sizeMs length, positive
 * @param advanceMs distance between starts, positive and at most the size; equal to it for tumbling windows
 * @param graceMs how much longer than its end a window takes late records, zero or more
 */
public record WindowSpec(long sizeMs, long advanceMs, long graceMs) {

    public boolean tumbling() {
        return sizeMs == advanceMs;
    }

    /** Start of the last window that has the time in it. */
    public long lastStartMs(long timeMs) {
        return Math.floorDiv(timeMs, advanceMs) * advanceMs;
    }

    /** Start of the first window that has the time in it. */
    public long firstStartMs(long timeMs) {
        return lastStartMs(timeMs - sizeMs) + advanceMs;
    }

    public long endMs(long startMs) {
        return startMs + sizeMs;
    }

    /** {@code 1h tumbling, grace 24h}. */
    @Override
    public String toString() {
        String shape = tumbling() ? "tumbling " + Times.text(sizeMs)
                : "hopping " + Times.text(sizeMs) + " every " + Times.text(advanceMs);
        return shape + ", grace " + Times.text(graceMs);
    }
}
