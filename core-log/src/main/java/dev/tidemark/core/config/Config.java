package dev.tidemark.core.config;

import dev.tidemark.core.failure.Invariants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checked values of one broker, topic, app or client. Immutable; any thread. Whoever holds one knows that every value in it parses and is
 * allowed; reading is a lookup in a map, so hot paths read once and keep the primitive.
 */
public final class Config {

    /**
     * One value that somebody set.
     *
     * @param text as written
     * @param source who wrote it
     * @param line in its file, from 1; 0 if it is not from a file
     */
    public record Setting(String text, ConfigSource source, int line) {

        /** Without the text, which may be a secret. */
        @Override
        public String toString() {
            return line > 0 ? source + ", line " + line : source.toString();
        }
    }

    private final ConfigScope scope;
    private final Map<String, Setting> settings;
    private final List<String> warnings;
    private final @Nullable Config broker;
    private final String origin;
    private final Map<String, Object> parsed = new HashMap<>();

    /** Checks every setting; {@code origin} names the file or call for error messages. */
    Config(ConfigScope scope, Map<String, Setting> settings, String origin, @Nullable Config broker) {
        this.scope = scope;
        this.settings = Map.copyOf(settings);
        this.broker = broker;
        this.origin = origin;
        List<String> warned = new ArrayList<>();
        ConfigTable table = ConfigTable.standard();
        for (Map.Entry<String, Setting> entry : new LinkedHashMap<>(settings).entrySet()) {
            ConfigKey<?> key = table.find(scope, entry.getKey());
            if (key != null) {
                parsed.put(key.name(), ConfigProblems.checked(key, entry.getKey(), entry.getValue(), origin));
            } else if (table.knownToKafka(scope, entry.getKey())) {
                warned.add(ConfigProblems.notServed(entry.getKey(), entry.getValue(), origin));
            } else {
                throw ConfigProblems.unknownKey(table, scope, entry.getKey(), entry.getValue(), origin);
            }
        }
        this.warnings = List.copyOf(warned);
    }

    /**
     * Values set by a program.
     *
     * @throws dev.tidemark.core.failure.TidemarkException CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE
     */
    public static Config of(ConfigScope scope, Map<String, String> values) {
        return new Config(scope, settings(values, ConfigSource.PROGRAM), "settings of the " + scope.word(), null);
    }

    /**
     * A topic's values: its own over the broker's.
     *
     * @throws dev.tidemark.core.failure.TidemarkException CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE
     */
    public static Config ofTopic(Config broker, String topic, Map<String, String> values) {
        Invariants.check(broker.scope == ConfigScope.BROKER, "a topic's defaults come from a broker");
        return new Config(ConfigScope.TOPIC, settings(values, ConfigSource.TOPIC), "topic " + topic, broker);
    }

    /**
     * A group's values: its own over the broker's.
     *
     * @throws dev.tidemark.core.failure.TidemarkException CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE
     */
    public static Config ofGroup(Config broker, String group, Map<String, String> values) {
        Invariants.check(broker.scope == ConfigScope.BROKER, "a group's defaults come from a broker");
        return new Config(ConfigScope.GROUP, settings(values, ConfigSource.GROUP), "group " + group, broker);
    }

    /**
     * A broker's values as they are while it runs: those set for it over those set for all brokers over those it was started with. What is
     * set under one name is put over what stands under that name; so of two names of one value the same wins as at start.
     *
     * @throws dev.tidemark.core.failure.TidemarkException CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE
     */
    public Config changedBy(Map<String, String> ofAllBrokers, Map<String, String> ofThisBroker) {
        Invariants.check(scope == ConfigScope.BROKER, "a broker's settings change");
        Map<String, Setting> merged = new LinkedHashMap<>(settings);
        merged.putAll(settings(ofAllBrokers, ConfigSource.DYNAMIC_DEFAULT));
        merged.putAll(settings(ofThisBroker, ConfigSource.DYNAMIC_BROKER));
        return new Config(scope, merged, "settings of the broker", null);
    }

    private static Map<String, Setting> settings(Map<String, String> values, ConfigSource source) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        values.forEach((name, text) -> settings.put(name, new Setting(text, source, 0)));
        return settings;
    }

    /** The value of a key that is set or has a default. */
    public <T> T get(ConfigKey<T> key) {
        return Invariants.present(find(key), key.name());
    }

    /** The value of a key, or null if it is neither set nor has a default. */
    @SuppressWarnings("unchecked") // a key's type made the value
    public <T> @Nullable T find(ConfigKey<T> key) {
        Origin origin = origin(key);
        if (origin == null) {
            return key.defaultValue();
        }
        Object value = Invariants.present(origin.holder.parsed.get(origin.name), origin.name);
        return (T) scaled(value, origin.factor);
    }

    /** Who set the value that {@link #find} answers with. */
    public ConfigSource source(ConfigKey<?> key) {
        Origin origin = origin(key);
        return origin == null ? ConfigSource.DEFAULT
                : Invariants.present(origin.holder.settings.get(origin.name), origin.name).source();
    }

    /** Where the value that {@link #find} answers with is written, for error messages. */
    String position(ConfigKey<?> key) {
        Origin found = origin(key);
        return found == null ? "the default of '" + key.name() + "'"
                : ConfigProblems.where(Invariants.present(found.holder.settings.get(found.name), found.name),
                        found.holder.origin);
    }

    /** Whether anybody set the key, by its own name or a synonym. */
    public boolean isSet(ConfigKey<?> key) {
        return origin(key) != null;
    }

    /** The value as it would stand in a file; null if there is none. Secrets come as they are: whoever shows this asks {@link ConfigKey#secret}. */
    public @Nullable String text(ConfigKey<?> key) {
        Object value = find(key);
        return value == null ? null : ConfigKey.text(value);
    }

    /** One line for each key that Apache Kafka has and we do not serve; to be logged once. */
    public List<String> warnings() {
        return warnings;
    }

    public ConfigScope scope() {
        return scope;
    }

    /** What was set, by the names under which it was set. */
    public Map<String, Setting> settings() {
        return settings;
    }

    /** The same without who set it. */
    public Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        settings.forEach((name, setting) -> texts.put(name, setting.text()));
        return texts;
    }

    private record Origin(Config holder, String name, long factor) {}

    private @Nullable Origin origin(ConfigKey<?> key) {
        if (key.scope() == scope && parsed.containsKey(key.name())) {
            return new Origin(this, key.name(), 1);
        }
        Config fallback = broker != null && key.scope() == scope ? broker : this;
        if (fallback != null) {
            for (ConfigKey.Synonym synonym : key.synonyms()) {
                if (fallback.parsed.containsKey(synonym.name())) {
                    return new Origin(fallback, synonym.name(), synonym.factor());
                }
            }
        }
        return null;
    }

    private static Object scaled(Object value, long factor) {
        if (factor == 1) {
            return value;
        }
        long number = ((Number) value).longValue();
        return number < 0 ? number : Math.multiplyExact(number, factor);
    }
}
