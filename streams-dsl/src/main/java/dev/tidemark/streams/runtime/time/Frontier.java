package dev.tidemark.streams.runtime.time;

import java.time.Instant;

/** The ends of event time and the arithmetic that respects them. */
public final class Frontier {

    /** Nothing is known. */
    public static final long MIN = Long.MIN_VALUE;

    /** Nothing more comes. */
    public static final long MAX = Long.MAX_VALUE;

    /** Event times lie between 1970 and the end of the year 9999, so that adding sizes and graces never overflows. */
    public static final long EVENT_TIME_MAX = 253_402_300_799_999L;

    private Frontier() {}

    /** So much earlier; the two ends stay where they are. */
    public static long minus(long frontierMs, long ms) {
        return frontierMs == MIN || frontierMs == MAX ? frontierMs : frontierMs - ms;
    }

    /** Whether this may be the event time of a record. */
    public static boolean isEventTime(long timeMs) {
        return timeMs >= 0 && timeMs <= EVENT_TIME_MAX;
    }

    /** For people. */
    public static String text(long frontierMs) {
        if (frontierMs == MIN) {
            return "none";
        }
        return frontierMs == MAX ? "closed" : Instant.ofEpochMilli(frontierMs).toString();
    }
}
