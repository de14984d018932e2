package dev.tidemark.verification.simulation.schedule;

import java.util.SplittableRandom;

/**
 * The one number that decides a run. Each concern draws from a stream of its own, so that one that draws more or less, or is left out, changes none of
 * the others. A value.
 */
public record Seed(long value) {

    /** The stream of a concern, from its beginning. */
    public SplittableRandom stream(String concern) {
        long mixed = value;
        for (int i = 0; i < concern.length(); i++) {
            mixed = EventHash.mix(mixed ^ concern.charAt(i));
        }
        return new SplittableRandom(mixed);
    }
}
