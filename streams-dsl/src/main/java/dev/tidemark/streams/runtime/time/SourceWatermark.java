package dev.tidemark.streams.runtime.time;

import dev.tidemark.streams.wire.OffsetMetadata.SourceState;

/**
 * The watermark of one source partition (rule A): its greatest event time so far, less the disorder bound. Run by the
 * task that reads the partition. A function of the log's prefix alone: no clock, no poll boundaries.
 */
// Invariant: watermarkMs never decreases, whatever is observed or restored.
public final class SourceWatermark {

    /** What {@link #observe} answers for a record that was not behind the watermark. */
    public static final long ON_TIME = Frontier.MIN;

    private final long disorderMs;
    private long watermarkMs = Frontier.MIN;
    private long greatestMs = Frontier.MIN;

    public SourceWatermark(long disorderMs) {
        this.disorderMs = disorderMs;
    }

    /**
     * Takes the next record of the partition.
     *
     * @return the watermark that it met, if it was behind it; {@link #ON_TIME} otherwise
     */
    public long observe(long eventTimeMs) {
        long met = watermarkMs;
        if (eventTimeMs > greatestMs) {
            greatestMs = eventTimeMs;
            watermarkMs = Math.max(watermarkMs, eventTimeMs - disorderMs);
        }
        return eventTimeMs < met ? met : ON_TIME;
    }

    /**
     * Nothing below this time can be appended to the partition any more, somebody knows (rule B). Only after the last
     * record that was there is processed.
     */
    public void raise(long certainMs) {
        watermarkMs = Math.max(watermarkMs, certainMs);
    }

    /** The partition is at its declared end (rule I). */
    public void close() {
        watermarkMs = Frontier.MAX;
    }

    public boolean closed() {
        return watermarkMs == Frontier.MAX;
    }

    public long watermarkMs() {
        return watermarkMs;
    }

    /** What to commit beside the partition's offset. */
    public SourceState state() {
        return new SourceState(watermarkMs, greatestMs);
    }

    /**
     * Goes back to a committed state (rule H). The watermark is kept apart from the greatest event time because the bound
     * may have been changed since: then it must not go back.
     */
    public void restore(SourceState state) {
        greatestMs = state.greatestMs();
        watermarkMs = state.watermarkMs();
    }

    /** Forgets everything: nothing was ever committed. */
    public void reset() {
        greatestMs = Frontier.MIN;
        watermarkMs = Frontier.MIN;
    }
}
