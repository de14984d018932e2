package dev.tidemark.log;

import dev.tidemark.core.loop.Clock;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** How far the opening of the logs is, told every ten seconds, so that a long recovery is not taken for a hung one. Any thread. */
final class RecoveryProgress {

    static final long INTERVAL_MS = 10_000;

    private final Clock clock;
    private final int total;
    private final Consumer<String> lines;
    private final long startMs;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong nextLineMs;

    /** @param lines takes a line */
    RecoveryProgress(Clock clock, int total, Consumer<String> lines) {
        this.clock = clock;
        this.total = total;
        this.lines = lines;
        this.startMs = clock.monotonicMs();
        this.nextLineMs = new AtomicLong(startMs + INTERVAL_MS);
    }

    /** One more log is open, or stays offline. */
    void opened() {
        if (done.incrementAndGet() < total) {
            tell();
        }
    }

    /** Tells how far it is, if the last line is old enough. */
    void tell() {
        long nowMs = clock.monotonicMs();
        long due = nextLineMs.get();
        if (nowMs >= due && nextLineMs.compareAndSet(due, nowMs + INTERVAL_MS)) {
            lines.accept(line(done.get(), total, nowMs - startMs));
        }
    }

    private static String line(int done, int total, long elapsedMs) {
        double perSecond = done * 1000.0 / Math.max(1, elapsedMs);
        String rest = done == 0 ? "no telling how long it takes" : Math.round((total - done) / perSecond) + " s to go";
        return String.format(Locale.ROOT, "Opening logs: %d of %d, %.1f/s, %s", done, total, perSecond, rest);
    }
}
