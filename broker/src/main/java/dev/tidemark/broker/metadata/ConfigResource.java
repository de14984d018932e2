package dev.tidemark.broker.metadata;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What settings belong to.
 *
 * @param name of a topic or group; a broker's number, or empty for all brokers
 */
public record ConfigResource(Type type, String name) {

    /** The kinds of resources, as Kafka numbers them. */
    public enum Type {
        TOPIC(2), BROKER(4), BROKER_LOGGER(8), CLIENT_METRICS(16), GROUP(32);

        private final byte id;

        Type(int id) {
            this.id = (byte) id;
        }

        /** What travels in messages and stands in the metadata log. */
        public byte id() {
            return id;
        }

        /** The type of a number, or null if Kafka has none. */
        public static @Nullable Type of(byte id) {
            for (Type type : values()) {
                if (type.id == id) {
                    return type;
                }
            }
            return null;
        }
    }

    /** What is set for all brokers. */
    public static final ConfigResource ALL_BROKERS = new ConfigResource(Type.BROKER, "");

    /** One broker. */
    public static ConfigResource broker(int nodeId) {
        return new ConfigResource(Type.BROKER, Integer.toString(nodeId));
    }

    /** One group. */
    public static ConfigResource group(String groupId) {
        return new ConfigResource(Type.GROUP, groupId);
    }

    /** Settings after a change; a null value takes one back. */
    static Map<String, String> changed(Map<String, String> settings, Map<String, @Nullable String> change) {
        Map<String, String> changed = new TreeMap<>(settings);
        change.forEach((name, value) -> {
            if (value == null) {
                changed.remove(name);
            } else {
                changed.put(name, value);
            }
        });
        return changed;
    }
}
