package dev.tidemark.verification.simulation.schedule;

/** A running hash of what happened, in order: two runs with the same hash were the same run. Confined to the simulation's thread. */
public final class EventHash {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long hash = GOLDEN;

    void add(long atNanos, int process, EventKind kind, int size) {
        hash = mix(hash + atNanos);
        hash = mix(hash + ((long) process << 40) + ((long) kind.code() << 32) + size);
    }

    /** What happened so far, in one number. */
    public long value() {
        return hash;
    }

    /** A finaliser that spreads every bit over all others (SplitMix64's). */
    static long mix(long bits) {
        long z = bits + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
