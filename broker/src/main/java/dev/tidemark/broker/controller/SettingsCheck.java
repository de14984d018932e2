package dev.tidemark.broker.controller;

import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.ConfigTable;
import dev.tidemark.core.config.ConsumerGroupBounds;
import dev.tidemark.core.config.DynamicKeys;
import dev.tidemark.core.config.TopicKeys;
import dev.tidemark.core.failure.TidemarkException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is wrong with settings that somebody wants for a topic, a broker or a group: each by itself, and how they go together. */
final class SettingsCheck {

    private SettingsCheck() {}

    /** The first problem, in words; null if there is none. */
    static @Nullable String ofTopic(Config broker, String topic, Map<String, String> values) {
        try {
            Config checked = Config.ofTopic(broker, topic, values);
            if (!checked.warnings().isEmpty()) {
                return checked.warnings().get(0);
            }
            long least = checked.get(TopicKeys.MIN_COMPACTION_LAG_MS);
            long most = checked.get(TopicKeys.MAX_COMPACTION_LAG_MS);
            return least <= most ? null
                    : "'min.compaction.lag.ms' (" + least + ") is greater than 'max.compaction.lag.ms' (" + most
                            + "): a record cannot stay longer than it may";
        } catch (TidemarkException invalid) {
            return words(invalid);
        }
    }

    /**
     * The same of what is set for a broker, or for all, while it runs.
     *
     * @param now what holds for this broker
     * @param after what would hold for it
     */
    static @Nullable String ofBroker(Map<String, String> values, Config now, Supplier<Config> after) {
        for (String name : values.keySet()) {
            if (!DynamicKeys.contains(name)) {
                return ConfigTable.standard().find(ConfigScope.BROKER, name) == null
                        ? unknown(ConfigScope.BROKER, name)
                        : "'" + name + "' cannot be changed while the broker runs; set it in the broker's configuration"
                                + " and restart";
            }
        }
        try {
            List<String> warnings = Config.of(ConfigScope.BROKER, values).warnings();
            return warnings.isEmpty() ? cleanerThreads(now, after.get()) : warnings.get(0);
        } catch (TidemarkException invalid) {
            return words(invalid);
        }
    }

    /** Kafka's rule: in one step, threads are halved or doubled at most. */
    private static @Nullable String cleanerThreads(Config now, Config after) {
        int before = now.get(BrokerKeys.LOG_CLEANER_THREADS);
        int wanted = after.get(BrokerKeys.LOG_CLEANER_THREADS);
        if (wanted >= before / 2 && wanted <= before * 2L) {
            return null;
        }
        return "'" + wanted + "' cannot be the next value of '" + BrokerKeys.LOG_CLEANER_THREADS.name()
                + "': in one step, the " + before + " threads of now become " + Math.max(1, before / 2) + " to "
                + before * 2L + "; go there in several";
    }

    /** The same of a group. */
    static @Nullable String ofGroup(Config broker, String group, Map<String, String> values) {
        try {
            Config checked = Config.ofGroup(broker, group, values);
            if (!checked.warnings().isEmpty()) {
                return checked.warnings().get(0);
            }
            return ConsumerGroupBounds.problem(broker, checked);
        } catch (TidemarkException invalid) {
            return words(invalid);
        }
    }

    /** Why a key that is not served cannot be set. */
    static String unknown(ConfigScope scope, String name) {
        ConfigTable table = ConfigTable.standard();
        return table.knownToKafka(scope, name)
                ? "'" + name + "' exists in Apache Kafka but is not served here; it would have no effect"
                : "no " + scope.word() + " key is called '" + name + "'; the nearest is '" + table.nearest(scope, name)
                        + "'";
    }

    private static String words(TidemarkException invalid) {
        return invalid.what() + ": " + invalid.why() + "; " + invalid.remedy();
    }
}
