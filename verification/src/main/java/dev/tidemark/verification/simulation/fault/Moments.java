package dev.tidemark.verification.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Moments drawn from a seed. */
final class Moments {

    private Moments() {}

    /** So many within a time, in order. */
    static List<Long> some(SplittableRandom random, long lengthMs, int atLeast, int atMost) {
        List<Long> moments = new ArrayList<>();
        int count = random.nextInt(atLeast, atMost + 1);
        for (int i = 0; i < count; i++) {
            moments.add(random.nextLong(Math.max(1, lengthMs)));
        }
        moments.sort(null);
        return moments;
    }
}
