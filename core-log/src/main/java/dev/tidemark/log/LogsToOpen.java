package dev.tidemark.log;

import java.util.concurrent.atomic.AtomicInteger;

/** How many logs a start has found and not yet opened, recovered where need be. Counted by those who open them; read by any thread. */
public final class LogsToOpen {

    private final AtomicInteger left = new AtomicInteger();

    void found(int logs) {
        left.addAndGet(logs);
    }

    void opened() {
        left.decrementAndGet();
    }

    /** Those that are left, the ones being read included. */
    public int left() {
        return left.get();
    }
}
