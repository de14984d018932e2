package dev.tidemark.verification.simulation.cluster;

import java.util.SplittableRandom;

/**
 * How long a disk takes. A value.
 *
 * @param usualNanosMax a force, or a piece of work on files, usually takes less than this
 * @param slowOneIn one in so many is slow
 * @param slowNanosMax it takes up to this long
 */
public record DiskPace(int usualNanosMax, int slowOneIn, long slowNanosMax) {

    /** A disk with flash in it. */
    public static DiskPace usual() {
        return new DiskPace(2_000_000, 100, 60_000_000);
    }

    /** One that is at its end: up to five seconds. */
    public static DiskPace slow() {
        return new DiskPace(100_000_000, 3, 5_000_000_000L);
    }

    long nanos(SplittableRandom random) {
        return 1 + (random.nextInt(slowOneIn) == 0 ? random.nextLong(slowNanosMax) : random.nextInt(usualNanosMax));
    }
}
