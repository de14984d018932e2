package dev.tidemark.broker.net;

import dev.tidemark.core.loop.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log why connections were closed on their peers: each line names the peer and the reason, never the payload. At
 * most {@value #LINES_MAX} lines per ten seconds; the next line after a silence says how many were left out. Any thread.
 */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int LINES_MAX = 20;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final Clock clock;
    private final Consumer<String> sink;
    private final LongAdder count = new LongAdder();
    private final AtomicLong windowStart;
    private final AtomicInteger linesInWindow = new AtomicInteger();
    private final AtomicInteger leftOut = new AtomicInteger();

    /** Writes to the log. */
    public Refusals(Clock clock) {
        this(clock, LOG::warn);
    }

    /** Writes to {@code sink}. */
    Refusals(Clock clock, Consumer<String> sink) {
        this.clock = clock;
        this.sink = sink;
        this.windowStart = new AtomicLong(clock.monotonicNanos());
    }

    /** How many connections were closed on their peers since the start. */
    public long count() {
        return count.sum();
    }

    /** Notes that the peer's connection is closed for this reason. */
    void closed(String peer, String reason) {
        count.increment();
        long now = clock.monotonicNanos();
        long start = windowStart.get();
        if (now - start >= WINDOW_NANOS && windowStart.compareAndSet(start, now)) {
            linesInWindow.set(0);
            int silent = leftOut.getAndSet(0);
            if (silent > 0) {
                sink.accept("closed " + silent + " more connections for bad input in the last seconds");
            }
        }
        if (linesInWindow.incrementAndGet() <= LINES_MAX) {
            sink.accept("closed the connection of " + peer + ": " + reason);
        } else {
            leftOut.incrementAndGet();
        }
    }
}
