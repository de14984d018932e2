package dev.tidemark.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short forms in which the key tables are written. */
final class KeyRow {

    private static final Allowed ANY = new Allowed.Any();

    private KeyRow() {}

    static ConfigKey<Boolean> flag(ConfigScope scope, String name, boolean defaultValue, String doc) {
        return new ConfigKey<>(name, ConfigType.BOOLEAN, scope, defaultValue, ANY, doc, List.of());
    }

    static ConfigKey<Integer> int32(ConfigScope scope, String name, @Nullable Integer defaultValue, int min, int max,
            String doc) {
        return new ConfigKey<>(name, ConfigType.INT, scope, defaultValue, new Allowed.Whole(min, max), doc, List.of());
    }

    static ConfigKey<Integer> int32(ConfigScope scope, String name, @Nullable Integer defaultValue, int min,
            String doc) {
        return int32(scope, name, defaultValue, min, Integer.MAX_VALUE, doc);
    }

    static ConfigKey<Long> int64(ConfigScope scope, String name, @Nullable Long defaultValue, long min, String doc) {
        return new ConfigKey<>(name, ConfigType.LONG, scope, defaultValue, new Allowed.Whole(min, Long.MAX_VALUE), doc,
                List.of());
    }

    static ConfigKey<Long> bytes(ConfigScope scope, String name, @Nullable Long defaultValue, long min, String doc) {
        return new ConfigKey<>(name, ConfigType.BYTES, scope, defaultValue, new Allowed.Whole(min, Long.MAX_VALUE), doc,
                List.of());
    }

    static ConfigKey<Double> fraction(ConfigScope scope, String name, double defaultValue, String doc) {
        return fraction(scope, name, defaultValue, 0, 1, doc);
    }

    static ConfigKey<Double> fraction(ConfigScope scope, String name, double defaultValue, double min, double max,
            String doc) {
        return new ConfigKey<>(name, ConfigType.DOUBLE, scope, defaultValue, new Allowed.Fraction(min, max), doc,
                List.of());
    }

    static ConfigKey<String> text(ConfigScope scope, String name, @Nullable String defaultValue, String doc) {
        return new ConfigKey<>(name, ConfigType.STRING, scope, defaultValue, ANY, doc, List.of());
    }

    static ConfigKey<String> oneOf(ConfigScope scope, String name, String defaultValue, List<String> choices,
            String doc) {
        return new ConfigKey<>(name, ConfigType.STRING, scope, defaultValue, new Allowed.OneOf(choices), doc,
                List.of());
    }

    static ConfigKey<List<String>> list(ConfigScope scope, String name, @Nullable List<String> defaultValue,
            Allowed allowed, String doc) {
        return new ConfigKey<>(name, ConfigType.LIST, scope, defaultValue, allowed, doc, List.of());
    }
}
