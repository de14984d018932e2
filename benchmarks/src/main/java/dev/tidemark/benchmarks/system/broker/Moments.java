package dev.tidemark.benchmarks.system.broker;

import java.time.Instant;

/** From when to when the last measured part of a run went: what samples of it are cut to. Confined to the benchmark's thread. */
final class Moments {

    private Instant from = Instant.EPOCH;
    private Instant to = Instant.EPOCH;

    void begin() {
        from = Instant.now();
    }

    void end() {
        to = Instant.now();
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }
}
