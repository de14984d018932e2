package dev.tidemark.core.loop;

import dev.tidemark.core.failure.Invariants;

/** A clock that moves when it is told to; the deterministic twin of {@link Clock#system()}. Confined to one thread. */
public final class ManualClock implements Clock {

    private long wallMs;
    private long monotonicNanos;

    /** A clock standing at this wall time, its monotonic side at zero. */
    public ManualClock(long wallMs) {
        this.wallMs = wallMs;
    }

    @Override
    public long wallMs() {
        return wallMs;
    }

    @Override
    public long monotonicNanos() {
        return monotonicNanos;
    }

    /** Both sides move forward together. */
    public void advanceMs(long ms) {
        advanceNanos(Math.multiplyExact(ms, 1_000_000L));
    }

    /** Both sides move forward together; wall time keeps whole milliseconds of the monotonic side. */
    public void advanceNanos(long nanos) {
        Invariants.check(nanos >= 0, "time does not go back");
        long before = monotonicNanos / 1_000_000L;
        monotonicNanos += nanos;
        wallMs += monotonicNanos / 1_000_000L - before;
    }

    /** The wall clock steps, as NTP or an operator makes it; the monotonic side does not notice. */
    public void stepWallMs(long ms) {
        wallMs += ms;
    }
}
