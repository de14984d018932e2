package dev.tidemark.core.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The broker keys that can be changed while the broker runs: those that give a topic key its default in the topic key's own unit, as in Apache
 * Kafka ({@code log.retention.ms}, not {@code log.retention.hours}), and a few more. Kafka can change others that are read once at start here,
 * such as {@code num.network.threads}.
 */
public final class DynamicKeys {

    /** Gathered once, when somebody first asks. */
    private static final class Names {
        static final Set<String> ALL = all();
    }

    private DynamicKeys() {}

    /** Whether the broker key of this name can be changed at run time. */
    public static boolean contains(String name) {
        return Names.ALL.contains(name);
    }

    private static Set<String> all() {
        Set<String> names = new HashSet<>();
        for (ConfigKey<?> key : TopicKeys.ALL) {
            for (ConfigKey.Synonym synonym : key.synonyms()) {
                if (synonym.factor() == 1) {
                    names.add(synonym.name());
                }
            }
        }
        for (ConfigKey<?> key : List.of(BrokerKeys.LEADER_REPLICATION_THROTTLED_RATE,
                BrokerKeys.FOLLOWER_REPLICATION_THROTTLED_RATE, BrokerKeys.PRODUCER_ID_EXPIRATION_MS,
                BrokerKeys.LOG_CLEANER_THREADS, BrokerKeys.LOG_CLEANER_DEDUPE_BUFFER_SIZE,
                BrokerKeys.LOG_CLEANER_IO_MAX_BYTES_PER_SECOND, BrokerKeys.LOG_CLEANER_BACKOFF_MS)) {
            names.add(key.name());
        }
        return Set.copyOf(names);
    }
}
