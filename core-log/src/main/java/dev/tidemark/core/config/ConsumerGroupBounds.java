package dev.tidemark.core.config;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of consumer groups go together, by Kafka's rule: the broker's values and those of single groups lie within the broker's bounds, and
 * heartbeats come more often than sessions end. Stateless; any thread.
 */
public final class ConsumerGroupBounds {

    /** A key of the broker, the key of a group that goes over it, and the keys that bound both. */
    private record Bounded(ConfigKey<Integer> ofBroker, ConfigKey<Integer> ofGroup, ConfigKey<Integer> min,
            ConfigKey<Integer> max) {}

    private static final Bounded HEARTBEAT = new Bounded(BrokerKeys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS,
            GroupKeys.CONSUMER_HEARTBEAT_INTERVAL_MS, BrokerKeys.GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS,
            BrokerKeys.GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS);
    private static final Bounded SESSION = new Bounded(BrokerKeys.GROUP_CONSUMER_SESSION_TIMEOUT_MS,
            GroupKeys.CONSUMER_SESSION_TIMEOUT_MS, BrokerKeys.GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS,
            BrokerKeys.GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS);
    private static final Bounded ASSIGNMENT = new Bounded(BrokerKeys.GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS,
            GroupKeys.CONSUMER_ASSIGNMENT_INTERVAL_MS, BrokerKeys.GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS,
            BrokerKeys.GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS);
    private static final List<Bounded> ALL = List.of(HEARTBEAT, SESSION, ASSIGNMENT);

    private ConsumerGroupBounds() {}

    /**
     * Refuses a broker's values that do not go together.
     *
     * @throws TidemarkException CONFIG_INVALID_VALUE
     */
    public static void check(Config broker) {
        for (Bounded bounded : ALL) {
            int value = broker.get(bounded.ofBroker);
            int min = broker.get(bounded.min);
            int max = broker.get(bounded.max);
            if (min > max) {
                throw refused(broker, bounded.max, "it is less than '" + bounded.min.name() + "' (" + min + ")",
                        "at least " + min);
            }
            if (value < min) {
                throw refused(broker, bounded.ofBroker, "it is less than '" + bounded.min.name() + "' (" + min + ")",
                        min + " to " + max + "; or lower '" + bounded.min.name() + "'");
            }
            if (value > max) {
                throw refused(broker, bounded.ofBroker, "it is greater than '" + bounded.max.name() + "' (" + max + ")",
                        min + " to " + max + "; or raise '" + bounded.max.name() + "'");
            }
        }
        int session = broker.get(SESSION.ofBroker);
        if (broker.get(HEARTBEAT.ofBroker) >= session) {
            throw refused(broker, HEARTBEAT.ofBroker, "it is not less than '" + SESSION.ofBroker.name() + "' ("
                    + session + "): members would be taken for gone between two heartbeats", "less than " + session);
        }
    }

    private static TidemarkException refused(Config broker, ConfigKey<Integer> key, String why, String allowed) {
        return new TidemarkException(FailureCode.CONFIG_INVALID_VALUE,
                "'" + broker.get(key) + "' cannot be the value of '" + key.name() + "'", broker.position(key), why,
                "allowed: " + allowed);
    }

    /** What is wrong with a group's own values, in words; null if nothing is. */
    public static @Nullable String problem(Config broker, Config group) {
        for (Bounded bounded : ALL) {
            int value = group.get(bounded.ofGroup);
            int min = broker.get(bounded.min);
            int max = broker.get(bounded.max);
            boolean own = group.settings().containsKey(bounded.ofGroup.name());
            if (own && (value < min || value > max)) {
                return "'" + value + "' cannot be the value of '" + bounded.ofGroup.name() + "': the broker's '"
                        + bounded.min.name() + "' and '" + bounded.max.name() + "' allow " + min + " to " + max;
            }
        }
        int session = group.get(SESSION.ofGroup);
        int heartbeat = group.get(HEARTBEAT.ofGroup);
        return heartbeat < session ? null
                : "'" + SESSION.ofGroup.name() + "' (" + session + ") is not greater than '" + HEARTBEAT.ofGroup.name()
                        + "' (" + heartbeat + "): members would be taken for gone between two heartbeats";
    }

    /**
     * A group's session time-out as it holds. Its own value was within the bounds when it was set; if they have become narrower since, the nearest
     * bound holds.
     */
    public static int sessionTimeoutMs(Config broker, Config group) {
        return within(SESSION, broker, group);
    }

    /** A group's heartbeat interval, likewise. */
    public static int heartbeatIntervalMs(Config broker, Config group) {
        return within(HEARTBEAT, broker, group);
    }

    /** A group's assignment interval, likewise. */
    public static int assignmentIntervalMs(Config broker, Config group) {
        return within(ASSIGNMENT, broker, group);
    }

    private static int within(Bounded bounded, Config broker, Config group) {
        return Math.clamp(group.get(bounded.ofGroup), broker.get(bounded.min), broker.get(bounded.max));
    }
}
