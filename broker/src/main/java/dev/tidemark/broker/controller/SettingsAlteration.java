package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.ConfigChanged;
import dev.tidemark.broker.metadata.MetadataRecord.SettingsChanged;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.config.ConfigKey;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.ConfigTable;
import dev.tidemark.core.config.ConfigType;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides changes of settings (KIP-339). Without state of its own; called on the control loop. */
final class SettingsAlteration {

    private final BrokerConfigs configs;

    SettingsAlteration(BrokerConfigs configs) {
        this.configs = configs;
    }

    Decision<AlterOutcome> decide(ClusterImage image, AlteredResource altered) {
        ConfigResource resource = altered.resource();
        return switch (resource.type()) {
            case TOPIC -> topic(image, altered);
            case BROKER -> broker(image, altered);
            case GROUP -> group(image, altered);
            case BROKER_LOGGER -> refused(ErrorCode.INVALID_REQUEST,
                    "log levels cannot be changed at run time; set them in the configuration of the log backend and restart");
            case CLIENT_METRICS -> refused(ErrorCode.INVALID_REQUEST,
                    "metrics of clients are not collected, so there is nothing to subscribe to");
        };
    }

    private Decision<AlterOutcome> topic(ClusterImage image, AlteredResource altered) {
        String name = altered.resource().name();
        TopicImage topic = image.topic(name);
        if (topic == null) {
            return name.isEmpty()
                    ? refused(ErrorCode.INVALID_REQUEST,
                            "settings of all topics are the broker's: alter the broker of no name instead")
                    : refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic '" + name + "'");
        }
        Changes changes = changes(ConfigScope.TOPIC, topic.configs(), altered);
        String problem = changes.problem() != null ? changes.problem()
                : SettingsCheck.ofTopic(configs.under(image), name, changes.after());
        return problem != null ? refused(ErrorCode.INVALID_CONFIG, problem)
                : decided(changes, new ConfigChanged(topic.id(), changes.values()));
    }

    /** Wrong values of a broker are INVALID_REQUEST, as Kafka has it for compatibility (KAFKA-13609). */
    private Decision<AlterOutcome> broker(ClusterImage image, AlteredResource altered) {
        String name = altered.resource().name();
        if (!name.isEmpty()
                && image.brokers().keySet().stream().noneMatch(id -> Integer.toString(id).equals(name))) {
            return refused(ErrorCode.INVALID_REQUEST,
                    "there is no broker '" + name + "'; name one by its number, or all by an empty name");
        }
        Changes changes = changes(ConfigScope.BROKER, image.settings(altered.resource()), altered);
        String problem = changes.problem() != null ? changes.problem()
                : SettingsCheck.ofBroker(changes.after(),
                        configs.under(image), () -> configs.under(image, altered.resource(), changes.after()));
        return problem != null ? refused(ErrorCode.INVALID_REQUEST, problem)
                : decided(changes, new SettingsChanged(altered.resource(), changes.values()));
    }

    private Decision<AlterOutcome> group(ClusterImage image, AlteredResource altered) {
        String name = altered.resource().name();
        if (name.isEmpty()) {
            return refused(ErrorCode.INVALID_REQUEST, "settings of all groups are the broker's: name a group");
        }
        Changes changes = changes(ConfigScope.GROUP, image.settings(altered.resource()), altered);
        String problem = changes.problem() != null ? changes.problem()
                : SettingsCheck.ofGroup(configs.under(image), name, changes.after());
        return problem != null ? refused(ErrorCode.INVALID_CONFIG, problem)
                : decided(changes, new SettingsChanged(altered.resource(), changes.values()));
    }

    /**
     * What a request comes to.
     *
     * @param values what differs from before; null for what is taken back
     * @param after all settings that then hold
     * @param problem why not, or null
     */
    private record Changes(Map<String, @Nullable String> values, Map<String, String> after, @Nullable String problem) {}

    private static Changes changes(ConfigScope scope, Map<String, String> before, AlteredResource altered) {
        Map<String, String> after = altered.wholly() ? new HashMap<>() : new HashMap<>(before);
        for (SettingChange change : altered.changes()) {
            String name = change.name();
            switch (change.op()) {
                case SET -> after.put(name, given(change));
                case DELETE -> after.remove(name);
                case APPEND, SUBTRACT -> {
                    ConfigKey<?> key = ConfigTable.standard().find(scope, name);
                    if (key == null || key.type() != ConfigType.LIST) {
                        return new Changes(Map.of(), Map.of(), key == null ? SettingsCheck.unknown(scope, name)
                                : "'" + name + "' is " + key.allowedWords()
                                        + ", not a list: nothing can be appended or subtracted; set it instead");
                    }
                    after.put(name, items(after.getOrDefault(name, Objects.requireNonNullElse(key.defaultText(), "")),
                            change));
                }
            }
        }
        Map<String, @Nullable String> values = new HashMap<>();
        after.forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                values.put(name, value);
            }
        });
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(name -> values.put(name, null));
        return new Changes(values, after, null);
    }

    private static String items(String before, SettingChange change) {
        List<String> items = split(before);
        for (String item : split(given(change))) {
            if (change.op() == SettingChange.Op.SUBTRACT) {
                items.remove(item);
            } else if (!items.contains(item)) {
                items.add(item);
            }
        }
        return String.join(",", items);
    }

    private static List<String> split(String list) {
        List<String> items = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.trim());
            }
        }
        return items;
    }

    private static String given(SettingChange change) {
        return Invariants.present(change.value(), "the value of " + change.name());
    }

    private static Decision<AlterOutcome> decided(Changes changes, MetadataRecord record) {
        return new Decision<>(changes.values().isEmpty() ? List.of() : List.of(record), AlterOutcome.DONE);
    }

    private static Decision<AlterOutcome> refused(ErrorCode error, String message) {
        return new Decision<>(List.of(), new AlterOutcome(error, message));
    }
}
