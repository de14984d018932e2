package dev.tidemark.broker.quota;

/**
 * Tokens that come at a steady rate and are taken for changes (KIP-599). Immutable. It holds at most what comes in all windows together. A taking
 * may go below zero by any amount: a large change is possible, and is paid for by the wait after it.
 *
 * @param tokens below zero while a change is being paid for
 * @param atMs when they were counted
 */
record TokenBucket(double tokens, long atMs) {

    /** A full one. */
    static TokenBucket full(double perSecond, long nowMs, WindowSettings settings) {
        return new TokenBucket(burst(perSecond, settings), nowMs);
    }

    /** With what came until now. */
    TokenBucket at(double perSecond, long nowMs, WindowSettings settings) {
        double come = perSecond * Math.max(0, nowMs - atMs) / 1_000.0;
        return new TokenBucket(Math.min(burst(perSecond, settings), tokens + come), nowMs);
    }

    TokenBucket less(double taken) {
        return new TokenBucket(tokens - taken, atMs);
    }

    /** Until it is at zero again; 0 if it is not below. */
    long emptyForMs(double perSecond) {
        return tokens >= 0 ? 0 : Math.round(-tokens / perSecond * 1_000);
    }

    private static double burst(double perSecond, WindowSettings settings) {
        return perSecond * settings.spanMs() / 1_000.0;
    }
}
