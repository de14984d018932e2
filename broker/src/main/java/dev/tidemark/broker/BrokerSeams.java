package dev.tidemark.broker;

import dev.tidemark.core.loop.Clock;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * What a broker takes from the machine, so that a test can give it something else.
 *
 * @param random used for cluster and topic ids; on the control loop only
 */
public record BrokerSeams(Clock clock, RandomGenerator random) {

    /** The machine's own. */
    public static BrokerSeams system() {
        return new BrokerSeams(Clock.system(), new SecureRandom());
    }
}
