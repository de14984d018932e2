package dev.tidemark.core.config;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one table of configuration keys: what we serve, by scope, and the names that Apache Kafka 4.4 has and we do not. Immutable; any thread.
 */
public final class ConfigTable {

    /** Built once, when somebody first asks. */
    private static final class Standard {
        static final ConfigTable TABLE = new ConfigTable();
    }

    private final Map<ConfigScope, Map<String, ConfigKey<?>>> byScope = new EnumMap<>(ConfigScope.class);

    private ConfigTable() {
        Map<String, ConfigKey<?>> broker = byScope(ConfigScope.BROKER, BrokerKeys.ALL);
        Map<String, ConfigKey<?>> topic = byScope(ConfigScope.TOPIC, TopicKeys.ALL);
        byScope(ConfigScope.GROUP, GroupKeys.ALL);
        byScope(ConfigScope.APP, AppKeys.ALL);
        byScope(ConfigScope.CLIENT, ClientKeys.ALL);
        for (ConfigKey<?> key : List.copyOf(broker.values())) {
            addSynonyms(key, broker);
        }
        for (ConfigKey<?> key : topic.values()) {
            addSynonyms(key, broker);
        }
    }

    /** The table of this version of Tidemark. */
    public static ConfigTable standard() {
        return Standard.TABLE;
    }

    /** The key of this name, or null if we do not serve one. */
    public @Nullable ConfigKey<?> find(ConfigScope scope, String name) {
        return keysOf(scope).get(name);
    }

    /** All keys of a scope, in the order of the reference; a broker's include the defaults of topics. */
    public Collection<ConfigKey<?>> keys(ConfigScope scope) {
        return Collections.unmodifiableCollection(keysOf(scope).values());
    }

    /** Whether Apache Kafka 4.4 has a key of this name that we do not serve. */
    public boolean knownToKafka(ConfigScope scope, String name) {
        return find(scope, name) == null && (kafkaNames(scope).contains(name) || prefixed(scope, name));
    }

    /** Kafka lets a broker's key be set for one listener, and hands what stands behind these prefixes to plugins. */
    private static boolean prefixed(ConfigScope scope, String name) {
        return switch (scope) {
            case BROKER -> name.startsWith("listener.name.") || name.startsWith("config.providers.")
                    || name.startsWith("rsm.config.") || name.startsWith("rlmm.config.");
            case CLIENT -> name.startsWith("config.providers.");
            case TOPIC, GROUP, APP -> false;
        };
    }

    /** The names that Apache Kafka 4.4 has and we do not serve. */
    public Set<String> kafkaNames(ConfigScope scope) {
        return switch (scope) {
            case BROKER -> KafkaNames.BROKER;
            case TOPIC -> KafkaNames.TOPIC;
            case GROUP -> KafkaNames.GROUP;
            case CLIENT, APP -> KafkaNames.CLIENT;
        };
    }

    /** The served name that is spelled most like this one: fewest single-letter edits, the first of equals. */
    public String nearest(ConfigScope scope, String name) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : keysOf(scope).keySet()) {
            int distance = editDistance(name, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private Map<String, ConfigKey<?>> keysOf(ConfigScope scope) {
        Map<String, ConfigKey<?>> keys = byScope.get(scope);
        return keys == null ? Map.of() : keys;
    }

    private Map<String, ConfigKey<?>> byScope(ConfigScope scope, List<ConfigKey<?>> keys) {
        Map<String, ConfigKey<?>> byName = LinkedHashMap.newLinkedHashMap(keys.size() * 2);
        for (ConfigKey<?> key : keys) {
            byName.put(key.name(), key);
        }
        byScope.put(scope, byName);
        return byName;
    }

    /** A synonym is a key of the broker too: same type and rule, in the synonym's unit. */
    private static void addSynonyms(ConfigKey<?> key, Map<String, ConfigKey<?>> broker) {
        for (ConfigKey.Synonym synonym : key.synonyms()) {
            broker.computeIfAbsent(synonym.name(), name -> synonymKey(key, synonym));
        }
    }

    private static <T> ConfigKey<?> synonymKey(ConfigKey<T> key, ConfigKey.Synonym synonym) {
        String doc = key.scope() == ConfigScope.TOPIC ? "Default of the topic key " + key.name() + "."
                : "Older name of " + key.name() + ".";
        if (synonym.factor() == 1) {
            T defaultValue = key.scope() == ConfigScope.TOPIC && key.synonyms().size() == 1 ? key.defaultValue() : null;
            return new ConfigKey<>(synonym.name(), key.type(), ConfigScope.BROKER, defaultValue, key.allowed(), doc,
                    List.of());
        }
        long min = ((Allowed.Whole) key.allowed()).min() < 0 ? -1 : 0;
        return new ConfigKey<Integer>(synonym.name(), ConfigType.INT, ConfigScope.BROKER, null,
                new Allowed.Whole(min, Integer.MAX_VALUE), doc,
                List.of());
    }

    /** Levenshtein's distance, two rows at a time. */
    private static int editDistance(String left, String right) {
        int[] above = new int[right.length() + 1];
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            above[column] = column;
        }
        for (int i = 1; i <= left.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            int[] spare = above;
            above = row;
            row = spare;
        }
        return above[right.length()];
    }
}
