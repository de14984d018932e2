package dev.tidemark.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the key table.
 *
 * @param name as in configuration files; units last, as far as Kafka's name has them
 * @param type how its text is read; {@code T} is the type's Java type
 * @param scope what it configures
 * @param defaultValue used where nobody set it; null means "not set"
 * @param allowed which values are valid
 * @param doc what it does, in a sentence or two
 * @param synonyms names that set it when it is not set itself, in order: Kafka's broker-wide names of topic keys, and the coarser units
 */
public record ConfigKey<T>(String name, ConfigType type, ConfigScope scope, @Nullable T defaultValue, Allowed allowed,
        String doc,
        List<Synonym> synonyms) {

    /**
     * Another name for a value.
     *
     * @param name the other key
     * @param factor what its number is multiplied with, for example 3,600,000 from hours to milliseconds; negative numbers stay themselves
     */
    public record Synonym(String name, long factor) {}

    /** This key, also set by others' names. */
    public ConfigKey<T> orBy(Synonym... others) {
        return new ConfigKey<>(name, type, scope, defaultValue, allowed, doc, List.of(others));
    }

    /** This key, also set by another name. */
    public ConfigKey<T> orBy(String other) {
        return orBy(new Synonym(other, 1));
    }

    /** Whether its value must never be shown. */
    public boolean secret() {
        return type == ConfigType.PASSWORD;
    }

    /** The default as it would stand in a file, or null. */
    public @Nullable String defaultText() {
        return defaultValue == null ? null : text(defaultValue);
    }

    /** A value as it would stand in a file. */
    static String text(Object value) {
        if (value instanceof List<?> items) {
            StringBuilder joined = new StringBuilder();
            for (Object item : items) {
                joined.append(joined.isEmpty() ? "" : ",").append(item);
            }
            return joined.toString();
        }
        return value.toString();
    }

    /** What a valid value is, in words. */
    public String allowedWords() {
        String rule = allowed.words();
        return rule.isEmpty() ? type.words() : rule;
    }
}
