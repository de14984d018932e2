package dev.tidemark.client.net;

import java.util.random.RandomGenerator;

/**
 * How long to pause before the n-th attempt: doubling from the first to the longest pause, each off by up to a fifth either way, so that many
 * clients do not come back at once (KIP-144, KIP-580). A value; any thread.
 *
 * @param firstMs before the first repetition
 * @param longestMs never more than this, before jitter
 */
public record Backoff(long firstMs, long longestMs) {

    /** Milliseconds to wait after this many failures; at least one failure. */
    public long afterFailures(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(0, failures - 1), 30);
        long pause = Math.min(longestMs, firstMs << doublings);
        return Math.round(pause * (0.8 + 0.4 * random.nextDouble()));
    }
}
