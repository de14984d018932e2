package dev.tidemark.core.loop;

/**
 * The two times a program may ask for. Deadlines and durations use the monotonic one, so that a clock step expires
 * nothing; timestamps that are stored or shown use the wall clock. Safe from any thread.
 */
public interface Clock {

    /** Wall-clock time, milliseconds since 1970-01-01T00:00:00Z. May step in either direction. */
    long wallMs();

    /** Nanoseconds of a clock that never goes back; its origin means nothing. */
    long monotonicNanos();

    /** {@link #monotonicNanos()} in milliseconds. */
    default long monotonicMs() {
        return monotonicNanos() / 1_000_000L;
    }

    /** The machine's clocks. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
