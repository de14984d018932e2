package dev.tidemark.streams.runtime;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.MemoryPressure;

/** When a worker's next commit and its next trimming of changelogs are due. Run by the worker. */
final class CommitPace {

    /** The commit interval, if it is not shorter, while the stores hold more memory than their share. */
    private static final long PRESSED_INTERVAL_MS = 10;

    private final Clock clock;
    private final long commitIntervalMs;
    private final long trimIntervalMs;
    private long committedAtMs;
    private long trimmedAtMs;

    CommitPace(Clock clock, long commitIntervalMs, long trimIntervalMs) {
        this.clock = clock;
        this.commitIntervalMs = commitIntervalMs;
        this.trimIntervalMs = trimIntervalMs;
    }

    /** From now on intervals are counted. */
    void begin() {
        committedAtMs = clock.monotonicMs();
        trimmedAtMs = committedAtMs;
    }

    /** Whether it is time to commit; sooner under pressure. */
    boolean commitIsDue(MemoryPressure pressure) {
        long intervalMs = pressure == MemoryPressure.NONE ? commitIntervalMs
                : Math.min(commitIntervalMs, PRESSED_INTERVAL_MS);
        return clock.monotonicMs() - committedAtMs >= intervalMs;
    }

    /** A commit begins. */
    void commits() {
        committedAtMs = clock.monotonicMs();
    }

    /** Whether it is time to trim; the next time is an interval later. */
    boolean trimIsDue() {
        long nowMs = clock.monotonicMs();
        boolean due = nowMs - trimmedAtMs >= trimIntervalMs;
        if (due) {
            trimmedAtMs = nowMs;
        }
        return due;
    }

    /** How long until the next commit by the clock alone, milliseconds. */
    long untilCommitMs() {
        return Math.max(0, commitIntervalMs - (clock.monotonicMs() - committedAtMs));
    }
}
