package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Moments drawn from a seed. */
final class Moments {

    private static final long STRETCH_MS = 40_000;

    private Moments() {}

    /** So many in each 40 s of a time, and in a shorter one, in order. */
    static List<Long> some(SplittableRandom random, long lengthMs, int atLeast, int atMost) {
        List<Long> moments = new ArrayList<>();
        int count = random.nextInt(atLeast, atMost + 1);
        for (long more = lengthMs - STRETCH_MS; more > 0; more -= STRETCH_MS) {
            count += random.nextInt(atLeast, atMost + 1);
        }
        for (int i = 0; i < count; i++) {
            moments.add(random.nextLong(Math.max(1, lengthMs)));
        }
        moments.sort(null);
        return moments;
    }
}
