package dev.tidemark.client.net;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import java.util.random.RandomGenerator;

/**
 * What a client stands on. A value; several clients may share one.
 *
 * @param loop runs the client's core; the facades marshal to it
 * @param random jitter and sticky partitions
 */
public record ClientEnvironment(Transport transport, EventLoop loop, Clock clock, RandomGenerator random) {

    /** With randomness seeded by the clock. */
    public static ClientEnvironment of(Transport transport, EventLoop loop, Clock clock) {
        return new ClientEnvironment(transport, loop, clock,
                RandomGenerator.of("L64X128MixRandom"));
    }

    /** A view of the cluster that {@code settings} name, on this loop. */
    public Cluster cluster(NetworkSettings settings) {
        return new Cluster(transport, loop, clock, random, settings);
    }
}
