package dev.tidemark.broker;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.metrics.Histogram;

/**
 * Asks a loop once a second for a moment, and sees how long it lets one wait: what a request that comes in now would wait. Started by any thread, then runs on
 * the loop.
 */
final class LoopProbe {

    private static final long INTERVAL_MS = 1_000;
    private static final long INTERVAL_NANOS = INTERVAL_MS * 1_000_000;

    private final EventLoop loop;
    private final Clock clock;
    private final Histogram lagNanos;
    private volatile long threadId = -1;
    private volatile boolean stopped;
    private long dueNanos;

    LoopProbe(EventLoop loop, Clock clock, Histogram lagNanos) {
        this.loop = loop;
        this.clock = clock;
        this.lagNanos = lagNanos;
    }

    void start() {
        loop.execute(() -> {
            threadId = Thread.currentThread().threadId();
            next();
        });
    }

    private void next() {
        dueNanos = clock.monotonicNanos() + INTERVAL_NANOS;
        loop.schedule(INTERVAL_MS, () -> {
            if (!stopped) {
                lagNanos.record(clock.monotonicNanos() - dueNanos);
                next();
            }
        });
    }

    /** The loop's thread, or -1 before it ran once; any thread. */
    long threadId() {
        return threadId;
    }

    /** No probe after the next one. Any thread. */
    void stop() {
        stopped = true;
    }
}
