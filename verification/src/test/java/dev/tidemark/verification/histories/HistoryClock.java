package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.Call;

/** The time of a run, from its beginning on. Safe from any thread. */
final class HistoryClock {

    private final long beginningNs = System.nanoTime();

    long nowNs() {
        return System.nanoTime() - beginningNs;
    }

    /** A call that ends now. */
    Call since(int client, long invokedNs) {
        return new Call(client, invokedNs, nowNs());
    }
}
