package dev.tidemark.broker.group;

import dev.tidemark.broker.group.consumer.Assignor;
import dev.tidemark.broker.group.consumer.RangeAssignor;
import dev.tidemark.broker.group.consumer.UniformAssignor;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.Invariants;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What groups of the consumer protocol are configured with: the keys {@code group.consumer.*}.
 *
 * @param broker the broker's configuration: defaults and bounds of what groups set for themselves
 * @param times of groups that set none for themselves
 * @param groupSizeMax most members of a group
 * @param regexRefreshIntervalMs longest time between two looks for the topics of a regular expression
 * @param assignors server-side assignors, the default one first
 * @param migration which way groups change protocol while they have members
 */
public record ConsumerSettings(Config broker, ConsumerTimes times, int groupSizeMax, int regexRefreshIntervalMs,
        List<Assignor> assignors, MigrationPolicy migration) {

    /** Which way a group may change protocol while it has members. */
    public enum MigrationPolicy {
        DISABLED(false, false), UPGRADE(true, false), DOWNGRADE(false, true), BIDIRECTIONAL(true, true);

        private final boolean upgrades;
        private final boolean downgrades;

        MigrationPolicy(boolean upgrades, boolean downgrades) {
            this.upgrades = upgrades;
            this.downgrades = downgrades;
        }

        /** Whether a classic group may become a consumer group. */
        boolean upgrades() {
            return upgrades;
        }

        /** Whether a consumer group may become a classic group. */
        boolean downgrades() {
            return downgrades;
        }

        static MigrationPolicy of(String word) {
            for (MigrationPolicy policy : values()) {
                if (policy.name().equalsIgnoreCase(word)) {
                    return policy;
                }
            }
            throw Invariants.failure("the configuration admitted the migration policy " + word);
        }
    }

    public ConsumerSettings {
        assignors = List.copyOf(assignors);
        Invariants.check(!assignors.isEmpty(), "there is an assignor");
    }

    /** From the broker's configuration, whose values were found to go together. */
    public static ConsumerSettings of(Config config) {
        return new ConsumerSettings(config, ConsumerTimes.of(config, Map.of()),
                config.get(BrokerKeys.GROUP_CONSUMER_MAX_SIZE),
                config.get(BrokerKeys.GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS),
                config.get(BrokerKeys.GROUP_CONSUMER_ASSIGNORS).stream().map(ConsumerSettings::assignor).toList(),
                MigrationPolicy.of(config.get(BrokerKeys.GROUP_CONSUMER_MIGRATION_POLICY)));
    }

    private static Assignor assignor(String name) {
        return switch (name) {
            case "uniform" -> new UniformAssignor();
            case "range" -> new RangeAssignor();
            case String other -> throw Invariants.failure("the configuration admitted the assignor " + other);
        };
    }

    /** What a group goes by that has these settings of its own. */
    ConsumerTimes timesOf(Map<String, String> own) {
        return own.isEmpty() ? times : ConsumerTimes.of(broker, own);
    }

    /** The assignor of a name, or null if it is not configured. */
    @Nullable
    Assignor find(String name) {
        return assignors.stream().filter(assignor -> assignor.name().equals(name)).findFirst().orElse(null);
    }

    /** The one for groups whose members do not care. */
    Assignor defaultAssignor() {
        return assignors.get(0);
    }
}
