package dev.tidemark.broker;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.storage.Storage;
import java.util.random.RandomGenerator;

/**
 * What a broker takes from the machine, so that a test can give it something else.
 *
 * @param random for cluster, directory and topic ids and for the spread of replicas; asked by the starting thread, then on the control loop
 */
public record BrokerSeams(Clock clock, RandomGenerator random, Storage storage) {

    /** The machine's own. */
    public static BrokerSeams system() {
        return new BrokerSeams(Clock.system(), new LateSecureRandom(), new DiskStorage());
    }
}
