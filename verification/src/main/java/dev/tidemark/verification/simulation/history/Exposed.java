package dev.tidemark.verification.simulation.history;

/** What one answer told a client of a partition's offsets; {@link #UNTOLD} for what it did not tell. */
public record Exposed(Call call, Partition partition, long leaderEpoch, long logEnd, long highWatermark,
        long lastStable, long logStart)
        implements
            Operation {

    public static final long UNTOLD = -1;

    /** An answer that did not tell where the log begins. */
    public Exposed(Call call, Partition partition, long leaderEpoch, long logEnd, long highWatermark,
            long lastStable) {
        this(call, partition, leaderEpoch, logEnd, highWatermark, lastStable, UNTOLD);
    }

    @Override
    public String toString() {
        return partition + " told with" + part("epoch", leaderEpoch) + part("log end", logEnd)
                + part("high watermark", highWatermark) + part("last stable offset", lastStable)
                + part("log start", logStart) + " [" + call + "]";
    }

    private static String part(String name, long value) {
        return value == UNTOLD ? "" : " " + name + " " + value;
    }
}
