package dev.tidemark.broker.quota;

import dev.tidemark.core.failure.Invariants;
import java.util.concurrent.atomic.AtomicReference;

/** What one client, or all that share a quota, used up lately. Any thread. */
final class RateMeter {

    private final WindowSettings settings;
    private final AtomicReference<RateWindows> windows = new AtomicReference<>(RateWindows.EMPTY);

    RateMeter(WindowSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes a use in.
     *
     * @param limit per second
     * @return for how many milliseconds to rest
     */
    long use(double value, double limit, long nowMs) {
        while (true) {
            RateWindows before = now();
            RateWindows after = before.record(value, nowMs, settings);
            if (windows.compareAndSet(before, after)) {
                return after.excessMs(limit, nowMs, settings);
            }
        }
    }

    /** The same, but a use that would be above the limit is not taken in: it will not happen. */
    long tryUse(double value, double limit, long nowMs) {
        while (true) {
            RateWindows before = now();
            RateWindows after = before.record(value, nowMs, settings);
            long restMs = after.excessMs(limit, nowMs, settings);
            if (restMs > 0 || windows.compareAndSet(before, after)) {
                return restMs;
            }
        }
    }

    boolean stale(long nowMs) {
        return now().stale(nowMs, settings);
    }

    private RateWindows now() {
        return Invariants.present(windows.get(), "the windows of a meter");
    }
}
