package dev.tidemark.benchmarks.system.streams;

import org.jspecify.annotations.Nullable;

/**
 * A store as its changelog tells it: the last value per key, and before which time all has expired, though it may still be in the
 * topic. Confined to the benchmark's thread.
 */
final class StoreContent {

    private final Facts facts = new Facts();
    private long expiredBeforeMs = Long.MIN_VALUE;

    Facts facts() {
        return facts;
    }

    /** Behind the input's first moment; partitions expire for themselves, so the latest counts. */
    void expire(long beforeMs) {
        expiredBeforeMs = Math.max(expiredBeforeMs, beforeMs);
    }

    /** In words, what is wrong: everything that has not expired must be there, and what is there must be right. Null if nothing is. */
    @Nullable
    String differenceFrom(StoreLog log, Orders orders) {
        Facts all = log.expected(orders, Long.MIN_VALUE);
        if (expiredBeforeMs == Long.MIN_VALUE) {
            return facts.differenceFrom(all);
        }
        long missing = facts.lacks(log.expected(orders, expiredBeforeMs));
        long surplus = all.lacks(log.judged(facts, expiredBeforeMs));
        return missing == 0 && surplus == 0 ? null
                : missing + " facts of what has not expired are missing, " + surplus + " are there that should not be";
    }
}
