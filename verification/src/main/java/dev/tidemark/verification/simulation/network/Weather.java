package dev.tidemark.verification.simulation.network;

import java.util.SplittableRandom;

/**
 * How the network behaves while nothing is broken on purpose. A value.
 *
 * @param usualNanosMin a piece of bytes takes at least this long
 * @param usualNanosMax and usually less than this
 * @param slowOneIn one piece in so many is slow
 * @param slowNanosMax it takes up to this long
 * @param splitOneIn one write in so many arrives in pieces
 */
public record Weather(int usualNanosMin, int usualNanosMax, int slowOneIn, int slowNanosMax, int splitOneIn) {

    /** A machine room. */
    public static Weather fair() {
        return new Weather(30_000, 400_000, 200, 20_000_000, 10);
    }

    /** Much is late, and most comes in pieces. */
    public static Weather foul() {
        return new Weather(100_000, 5_000_000, 10, 1_000_000_000, 2);
    }

    long latencyNanos(SplittableRandom random) {
        return random.nextInt(slowOneIn) == 0 ? random.nextInt(usualNanosMin, slowNanosMax)
                : random.nextInt(usualNanosMin, usualNanosMax);
    }

    boolean splits(SplittableRandom random) {
        return random.nextInt(splitOneIn) == 0;
    }
}
