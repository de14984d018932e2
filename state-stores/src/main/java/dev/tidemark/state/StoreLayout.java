package dev.tidemark.state;

/** What a store's keys are. Drawn in {@code docs/formats/state-store.md}. */
public sealed interface StoreLayout {

    /** One value per key. */
    record KeyValue() implements StoreLayout {}

    /**
     * One value per key, each with the event time of its last update, from which on it lives for so long; laid out as
     * {@code [00][key]}. See {@link KeyValues#advanceTo}.
     *
     * @param timeToLiveMs may differ from start to start; what has expired stays so
     */
    record Expiring(long timeToLiveMs) implements StoreLayout {
        public Expiring {
            if (timeToLiveMs <= 0) {
                throw new IllegalArgumentException("entries cannot live for " + timeToLiveMs + " ms");
            }
        }
    }

    /**
     * One value per key and window start, laid out as {@code [segment][key][start]}, so that a segment of time expires by one
     * range delete.
     *
     * @param advanceMs distance between window starts, which are multiples of it
     * @param windowsPerSegment how many starts share a segment. One makes a window's entries neighbours; where the distance is
     *     tiny against the windows' size, more save range deletes
     */
    record Windowed(long advanceMs, int windowsPerSegment) implements StoreLayout {
        public Windowed {
            if (advanceMs <= 0 || windowsPerSegment <= 0) {
                throw new IllegalArgumentException(
                        "a segment of " + windowsPerSegment + " windows every " + advanceMs + " ms has no length");
            }
        }

        /** Length of a segment of time. */
        public long segmentMs() {
            return Math.multiplyExact(advanceMs, windowsPerSegment);
        }
    }

    /**
     * One value per key and session, laid out as {@code [segment of the end][key][start]}: what has ended expires by one range
     * delete, and a record finds the sessions of its key that it joins in the few segments that live around its time.
     *
     * @param segmentMs length of a segment of time; about the gap between sessions, so that a key has one session in it at most
     */
    record Session(long segmentMs) implements StoreLayout {
        public Session {
            if (segmentMs <= 0) {
                throw new IllegalArgumentException("a segment of " + segmentMs + " ms has no length");
            }
        }
    }

    /**
     * What the value of each key was at which time, laid out as {@code [key][~valid from]}: of one key the latest version first.
     * See {@link VersionedValues}.
     *
     * @param historyMs how far the history goes back from the frontier; may differ from start to start, and what has gone stays so
     */
    record Versioned(long historyMs) implements StoreLayout {
        public Versioned {
            if (historyMs <= 0) {
                throw new IllegalArgumentException("a history of " + historyMs + " ms has no length");
            }
        }
    }

    /** Times by name and key, and names and keys by time. See {@link dev.tidemark.state.Timers}. */
    record Timers() implements StoreLayout {}
}
