package dev.tidemark.streams.runtime;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.MemoryPressure;

/**
 * When a worker's next commit and its next trimming of changelogs are due. Run by the worker.
 *
 * <p>The commit interval is the longest time between two commits. Where records wait, it is kept to: one commit for many of them is cheap. A worker that
 * has read all there is has time to commit sooner, and whoever waits for its results, another stage or a window that is to close, gets them sooner: from half
 * of the interval on, or later if commits would take more than a tenth of its time.
 */
final class CommitPace {

    /** The commit interval, if it is not shorter, while the stores hold more memory than their share. */
    private static final long PRESSED_INTERVAL_MS = 10;
    /** An interval is shortened to so many times what a commit lasts, at most. */
    private static final long COMMIT_DURATIONS_MIN = 10;
    private static final long NANOS_PER_MS = 1_000_000;

    private final Clock clock;
    private final long commitIntervalMs;
    private final long trimIntervalMs;
    private long committedAtMs;
    private long trimmedAtMs;
    private boolean committing;
    private long commitBeganNanos;
    /** What a commit lasts, the last ones counting most. */
    private long commitNanos;

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

    /** Whether it is time to commit, whatever waits to be read; sooner under pressure. */
    boolean commitIsDue(MemoryPressure pressure) {
        long intervalMs = pressure == MemoryPressure.NONE ? commitIntervalMs
                : Math.min(commitIntervalMs, PRESSED_INTERVAL_MS);
        return clock.monotonicMs() - committedAtMs >= intervalMs;
    }

    /** Whether it is time to commit where nothing waits to be read. */
    boolean commitIsDueAtRest() {
        return clock.monotonicMs() - committedAtMs >= intervalAtRestMs();
    }

    private long intervalAtRestMs() {
        long affordableMs = COMMIT_DURATIONS_MIN * commitNanos / NANOS_PER_MS;
        return Math.min(commitIntervalMs, Math.max(commitIntervalMs / 2, affordableMs));
    }

    /** A commit begins. */
    void commits() {
        committedAtMs = clock.monotonicMs();
        commitBeganNanos = clock.monotonicNanos();
        committing = true;
    }

    /** No commit is under way any more; asked as often as one likes. */
    void committed() {
        if (committing) {
            committing = false;
            long lasted = clock.monotonicNanos() - commitBeganNanos;
            commitNanos = commitNanos == 0 ? lasted : (3 * commitNanos + lasted) / 4;
        }
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

    /**
     * How long until the next commit by the clock alone, milliseconds.
     *
     * @param atRest whether nothing waits to be read
     */
    long untilCommitMs(boolean atRest) {
        long intervalMs = atRest ? intervalAtRestMs() : commitIntervalMs;
        return Math.max(0, intervalMs - (clock.monotonicMs() - committedAtMs));
    }
}
