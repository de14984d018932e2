package dev.tidemark.streams.plan;

/**
 * Sessions of a key: records at most a gap apart. A session goes from its first record's time to its last one's, and fires
 * when the frontier is past its end by more than the gap and the grace.
 *
 * <pre>
 *  gap 3, grace 2:      [o---o-o]           o            two sessions
 *  event time           0   4   8   12
 *                                ^ gap  ^ grace          the first fires behind 6 + 3 + 2
 * </pre>
 *
 * @param gapMs greatest distance between two neighbours, positive
 * @param graceMs how far behind its watermark a record is still taken, zero or more
 */
public record SessionSpec(long gapMs, long graceMs) {

    /** A session has fired when the frontier is past its end by more than this. */
    public long firesAfterMs() {
        return gapMs + graceMs;
    }

    /** {@code gap 30m, grace 24h}. */
    @Override
    public String toString() {
        return "gap " + Times.text(gapMs) + ", grace " + Times.text(graceMs);
    }
}
