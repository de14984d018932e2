package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigKey;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.ConfigSource;
import dev.tidemark.core.config.ConfigTable;
import dev.tidemark.core.config.ConfigType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting as the wire shows it.
 *
 * @param value null if it is a secret or not set
 * @param source Kafka's ConfigSource: 1 set for the topic, 4 in the broker's configuration, 5 nowhere
 */
record DescribedConfig(ConfigKey<?> key, @Nullable String value, byte source, List<Synonym> synonyms) {

    static final byte TOPIC = 1;
    static final byte STATIC_BROKER = 4;
    static final byte DEFAULT = 5;

    /** A value that would hold if those before it were not set; the first is the one that holds. */
    record Synonym(String name, @Nullable String value, byte source) {}

    String name() {
        return key.name();
    }

    /** All settings of a topic. */
    static List<DescribedConfig> ofTopic(Config broker, TopicImage topic) {
        Config config = Config.ofTopic(broker, topic.name(), topic.configs());
        List<DescribedConfig> described = new ArrayList<>();
        for (ConfigKey<?> key : ConfigTable.standard().keys(ConfigScope.TOPIC)) {
            described.add(of(config, broker, key));
        }
        return described;
    }

    /** All settings of a broker. */
    static List<DescribedConfig> ofBroker(Config broker) {
        List<DescribedConfig> described = new ArrayList<>();
        for (ConfigKey<?> key : ConfigTable.standard().keys(ConfigScope.BROKER)) {
            described.add(of(broker, broker, key));
        }
        return described;
    }

    private static DescribedConfig of(Config config, Config broker, ConfigKey<?> key) {
        String value = key.secret() ? null : config.text(key);
        return new DescribedConfig(key, value, source(config.source(key)), synonyms(config, broker, key));
    }

    private static List<Synonym> synonyms(Config config, Config broker, ConfigKey<?> key) {
        List<Synonym> synonyms = new ArrayList<>();
        Config.Setting own = config.settings().get(key.name());
        if (own != null) {
            synonyms.add(new Synonym(key.name(), key.secret() ? null : own.text(), source(own.source())));
        }
        for (ConfigKey.Synonym other : key.synonyms()) {
            Config.Setting setting = broker.settings().get(other.name());
            if (setting != null) {
                synonyms.add(new Synonym(other.name(), key.secret() ? null : setting.text(), STATIC_BROKER));
            }
        }
        String defaultText = key.defaultText();
        if (defaultText != null) {
            String name = key.synonyms().isEmpty() ? key.name() : key.synonyms().get(0).name();
            synonyms.add(new Synonym(name, defaultText, DEFAULT));
        }
        return synonyms;
    }

    private static byte source(ConfigSource source) {
        return switch (source) {
            case TOPIC -> TOPIC;
            case OVERRIDE, FILE, PROGRAM -> STATIC_BROKER;
            case DEFAULT -> DEFAULT;
        };
    }

    /** Kafka's number of the value's type. */
    byte wireType() {
        ConfigType type = key.type();
        return switch (type) {
            case BOOLEAN -> 1;
            case STRING -> 2;
            case INT -> 3;
            case LONG -> 5;
            case DOUBLE -> 6;
            case LIST -> 7;
            case PASSWORD -> 9;
        };
    }
}
