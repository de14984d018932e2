package dev.tidemark.verification.simulation.workload.plan;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws a number below a bound, the first ones far more often than the last: number {@code k} with weight {@code 1 / (k + 1)^exponent}. Immutable. */
public final class ZipfChoice {

    private final double[] upTo;

    public ZipfChoice(int bound, double exponent) {
        if (bound < 1) {
            throw new IllegalArgumentException("nothing to choose from: " + bound);
        }
        upTo = new double[bound];
        double sum = 0;
        for (int i = 0; i < bound; i++) {
            sum += Math.pow(i + 1.0, -exponent);
            upTo[i] = sum;
        }
    }

    public int next(RandomGenerator random) {
        double drawn = random.nextDouble() * upTo[upTo.length - 1];
        int found = Arrays.binarySearch(upTo, drawn);
        // the number whose share holds the drawn point; a point on the border belongs to the next
        return Math.min(found < 0 ? -found - 1 : found + 1, upTo.length - 1);
    }
}
