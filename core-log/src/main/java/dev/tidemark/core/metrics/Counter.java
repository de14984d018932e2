package dev.tidemark.core.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Any thread. */
public final class Counter {

    private final LongAdder sum = new LongAdder();

    Counter() {}

    public void add(long amount) {
        sum.add(amount);
    }

    public void increment() {
        sum.increment();
    }

    /** The sum so far; concurrent additions may or may not be in it. */
    public long value() {
        return sum.sum();
    }
}
