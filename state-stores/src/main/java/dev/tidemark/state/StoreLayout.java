package dev.tidemark.state;

/** What a store's keys are. Drawn in {@code docs/formats/state-store.md}. */
public sealed interface StoreLayout {

    /** One value per key. */
    record KeyValue() implements StoreLayout {}

    /**
     * One value per key and window start, laid out as {@code [segment][key][start]}, so that a segment of time expires by one
     * range delete.
     *
     * @param segmentMs length of a segment. The distance between window starts makes a window's entries neighbours; where
     *     that is tiny against the windows' size, a larger one saves range deletes
     */
    record Windowed(long segmentMs) implements StoreLayout {
        public Windowed {
            if (segmentMs <= 0) {
                throw new IllegalArgumentException("a segment has a length, not " + segmentMs + " ms");
            }
        }
    }
}
