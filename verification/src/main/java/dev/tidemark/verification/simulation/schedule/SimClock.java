package dev.tidemark.verification.simulation.schedule;

import dev.tidemark.core.loop.Clock;

/**
 * The clocks of one machine: the world's time, perhaps a little faster or slower, with a wall clock that may be stepped. They survive the processes
 * of that machine. Confined to the simulation's thread.
 */
public final class SimClock implements Clock {

    /** 2026-01-01T00:00:00Z. */
    private static final long EPOCH_MS = 1_767_225_600_000L;

    private final SimScheduler scheduler;
    private final long originNanos;
    private long driftPerMillion;
    private long driftFromNanos;
    private long driftedNanos;
    private long stepMs;

    /** @param originNanos what the monotonic clock shows when the world begins */
    public SimClock(SimScheduler scheduler, long originNanos) {
        this.scheduler = scheduler;
        this.originNanos = originNanos;
    }

    @Override
    public long monotonicNanos() {
        return originNanos + sinceStart();
    }

    @Override
    public long wallMs() {
        return EPOCH_MS + stepMs + sinceStart() / 1_000_000L;
    }

    private long sinceStart() {
        return scheduler.nowNanos() + driftedNanos + drift();
    }

    private long drift() {
        return (scheduler.nowNanos() - driftFromNanos) / 1_000_000L * driftPerMillion;
    }

    /** How long the world waits while this clock goes on by so much. */
    long worldNanos(long clockNanos) {
        return driftPerMillion == 0 ? clockNanos
                : Math.max(0, clockNanos - clockNanos / (1_000_000L + driftPerMillion) * driftPerMillion);
    }

    /** From now on the clock gains (or loses) so many parts in a million; at most a tenth. */
    public void driftPerMillion(long parts) {
        driftedNanos += drift();
        driftFromNanos = scheduler.nowNanos();
        driftPerMillion = Math.clamp(parts, -100_000, 100_000);
    }

    /** The wall clock is right again but for what it drifted, as after an operator has looked at it. */
    public void correctWall() {
        stepMs = 0;
    }

    /** The wall clock steps, as NTP or an operator makes it; the monotonic one does not notice. */
    public void stepWallMs(long ms) {
        stepMs += ms;
    }
}
