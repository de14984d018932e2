package dev.tidemark.broker.quota;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The changes of topics that one client, or all that share a quota, may still make. Any thread. */
final class MutationMeter {

    private final WindowSettings settings;
    private final AtomicReference<@Nullable TokenBucket> bucket = new AtomicReference<>();

    MutationMeter(WindowSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes tokens for a change.
     *
     * @param strict whether nothing is taken while the bucket is below zero: the change is then refused
     * @return for how many milliseconds to rest; if strict, more than 0 means refused
     */
    long take(int partitions, double perSecond, boolean strict, long nowMs) {
        while (true) {
            TokenBucket before = bucket.get();
            TokenBucket now = before == null ? TokenBucket.full(perSecond, nowMs, settings)
                    : before.at(perSecond, nowMs, settings);
            if (strict && now.emptyForMs(perSecond) > 0) {
                return now.emptyForMs(perSecond);
            }
            TokenBucket after = now.less(partitions);
            if (bucket.compareAndSet(before, after)) {
                return strict ? 0 : after.emptyForMs(perSecond);
            }
        }
    }

    boolean stale(long nowMs) {
        TokenBucket last = bucket.get();
        return last == null || (last.tokens() >= 0 && nowMs - last.atMs() >= settings.spanMs());
    }
}
