package dev.tidemark.core.config;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;

/** What is said about a setting that cannot be used. */
final class ConfigProblems {

    private ConfigProblems() {}

    /** The parsed value of a setting. */
    static Object checked(ConfigKey<?> key, String name, Config.Setting setting, String origin) {
        Object value = key.type().parse(setting.text());
        if (value == null) {
            throw invalid(key, name, setting, origin, "it is not " + key.type().words());
        }
        if (!key.allowed().admits(value)) {
            throw invalid(key, name, setting, origin, "it is not among the allowed values");
        }
        return value;
    }

    static TidemarkException unknownKey(ConfigTable table, ConfigScope scope, String name, Config.Setting setting,
            String origin) {
        String nearest = table.nearest(scope, name);
        return new TidemarkException(FailureCode.CONFIG_UNKNOWN_KEY, "unknown configuration key '" + name + "'",
                where(setting, origin),
                "no " + scope.word() + " key has this name, here or in Apache Kafka 4.4",
                "the nearest key is '" + nearest + "'; correct the name or remove the setting");
    }

    static String notServed(String name, Config.Setting setting, String origin) {
        return "configuration key '" + name + "' (" + where(setting, origin)
                + ") exists in Apache Kafka but is not served by Tidemark; it has no effect";
    }

    private static TidemarkException invalid(ConfigKey<?> key, String name, Config.Setting setting, String origin,
            String why) {
        String shown = key.secret() ? "its value (not shown)" : "'" + setting.text() + "'";
        return new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, shown + " cannot be the value of '" + name + "'",
                where(setting, origin), why, "allowed: " + key.allowedWords());
    }

    static String where(Config.Setting setting, String origin) {
        return switch (setting.source()) {
            case OVERRIDE -> "command line, --set";
            case FILE -> origin + ", line " + setting.line();
            case TOPIC, GROUP, DYNAMIC_BROKER, DYNAMIC_DEFAULT, PROGRAM, DEFAULT -> origin;
        };
    }
}
