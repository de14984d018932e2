package dev.tidemark.log.segment;

/** Rebuilds what is derived from a segment's batches; implemented by {@code log.recovery}. Called by any thread. */
public interface SegmentRepair {

    /** Writes index, time index, transaction index and manifest of a segment anew, by {@link IndexRebuild}; nobody appends meanwhile. */
    void rebuild(Segment segment);
}
