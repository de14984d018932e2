package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigKey;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.ConfigSource;
import dev.tidemark.core.config.ConfigTable;
import dev.tidemark.core.config.ConfigType;
import dev.tidemark.core.config.DynamicKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One setting as the wire shows it.
 *
 * @param value null if it is a secret or not set
 * @param source Kafka's ConfigSource of the value
 * @param synonyms values that would hold if those before them were not set; the first is the one that holds
 */
record DescribedConfig(ConfigKey<?> key, @Nullable String value, byte source, List<Synonym> synonyms) {

    /** Kafka's numbers of the places where a value is set, nearest first. */
    static final byte TOPIC = 1;
    static final byte DYNAMIC_BROKER = 2;
    static final byte DYNAMIC_DEFAULT_BROKER = 3;
    static final byte STATIC_BROKER = 4;
    static final byte DEFAULT = 5;
    static final byte GROUP = 8;

    /** A value, the name under which it is set, and where. */
    record Synonym(String name, @Nullable String value, byte source) {}

    String name() {
        return key.name();
    }

    /** Whether it cannot be changed while the broker runs. */
    boolean readOnly() {
        return key.scope() == ConfigScope.BROKER && !DynamicKeys.contains(key.name());
    }

    /** All settings of a topic. */
    static List<DescribedConfig> ofTopic(BrokerConfigs configs, ClusterImage image, TopicImage topic) {
        Config config = Config.ofTopic(configs.under(image), topic.name(), topic.configs());
        return described(config, topic.configs(), TOPIC, configs, image);
    }

    /** All settings of a group, whether or not there is a group of that name. */
    static List<DescribedConfig> ofGroup(BrokerConfigs configs, ClusterImage image, String group) {
        Map<String, String> own = image.settings(ConfigResource.group(group));
        return described(Config.ofGroup(configs.under(image), group, own), own, GROUP, configs, image);
    }

    /** All settings of this broker. */
    static List<DescribedConfig> ofBroker(BrokerConfigs configs, ClusterImage image) {
        return described(configs.under(image), Map.of(), DEFAULT, configs, image);
    }

    /** What was set at run time for all brokers, and nothing else. */
    static List<DescribedConfig> ofAllBrokers(ClusterImage image) {
        List<DescribedConfig> described = new ArrayList<>();
        image.settings(ConfigResource.ALL_BROKERS).forEach((name, value) -> {
            ConfigKey<?> key = ConfigTable.standard().find(ConfigScope.BROKER, name);
            if (key != null) {
                String shown = key.secret() ? null : value;
                described.add(new DescribedConfig(key, shown, DYNAMIC_DEFAULT_BROKER,
                        List.of(new Synonym(name, shown, DYNAMIC_DEFAULT_BROKER))));
            }
        });
        return described;
    }

    private static List<DescribedConfig> described(Config config, Map<String, String> own, byte ownSource,
            BrokerConfigs configs, ClusterImage image) {
        Layers layers = new Layers(own, ownSource, image.settings(configs.self()),
                image.settings(ConfigResource.ALL_BROKERS), configs.atStart());
        List<DescribedConfig> described = new ArrayList<>();
        for (ConfigKey<?> key : ConfigTable.standard().keys(config.scope())) {
            String value = key.secret() ? null : config.text(key);
            described.add(new DescribedConfig(key, value, source(config.source(key)), layers.synonyms(key)));
        }
        return described;
    }

    /** The places where a value may be set, nearest first. */
    private record Layers(Map<String, String> own, byte ownSource, Map<String, String> ofThisBroker,
            Map<String, String> ofAllBrokers, Config atStart) {

        List<Synonym> synonyms(ConfigKey<?> key) {
            List<Synonym> synonyms = new ArrayList<>();
            if (key.scope() == ConfigScope.BROKER) {
                addOfBroker(key, key.name(), synonyms);
            } else {
                add(key, key.name(), own.get(key.name()), ownSource, synonyms);
            }
            for (ConfigKey.Synonym other : key.synonyms()) {
                addOfBroker(key, other.name(), synonyms);
            }
            String defaultText = key.defaultText();
            if (defaultText != null) {
                boolean named = key.scope() == ConfigScope.BROKER || key.synonyms().isEmpty();
                synonyms.add(new Synonym(named ? key.name() : key.synonyms().get(0).name(), defaultText, DEFAULT));
            }
            return synonyms;
        }

        private void addOfBroker(ConfigKey<?> key, String name, List<Synonym> synonyms) {
            add(key, name, ofThisBroker.get(name), DYNAMIC_BROKER, synonyms);
            add(key, name, ofAllBrokers.get(name), DYNAMIC_DEFAULT_BROKER, synonyms);
            Config.Setting fixed = atStart.settings().get(name);
            add(key, name, fixed == null ? null : fixed.text(), STATIC_BROKER, synonyms);
        }

        private static void add(ConfigKey<?> key, String name, @Nullable String value, byte source,
                List<Synonym> synonyms) {
            if (value != null) {
                synonyms.add(new Synonym(name, key.secret() ? null : value, source));
            }
        }
    }

    private static byte source(ConfigSource source) {
        return switch (source) {
            case TOPIC -> TOPIC;
            case GROUP -> GROUP;
            case DYNAMIC_BROKER -> DYNAMIC_BROKER;
            case DYNAMIC_DEFAULT -> DYNAMIC_DEFAULT_BROKER;
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
            case LONG, BYTES -> 5;
            case DOUBLE -> 6;
            case LIST -> 7;
            case PASSWORD -> 9;
        };
    }
}
