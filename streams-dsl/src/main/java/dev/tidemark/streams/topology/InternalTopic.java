package dev.tidemark.streams.topology;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic that belongs to the application.
 *
 * @param name its full name
 * @param subTopology the sub-topology whose number of tasks gives the number of partitions
 * @param settings to create it with
 */
public record InternalTopic(String name, Kind kind, int subTopology, Map<String, String> settings) {

    /** For how long a store may be away and still learn of every deletion: 7 days. */
    private static final long TOMBSTONES_KEPT_MS = 7L * 24 * 60 * 60 * 1000;

    /** What the topic is for. */
    public enum Kind {
        REPARTITION, CHANGELOG
    }

    public InternalTopic {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /**
     * Settings of an internal topic with the given {@code cleanup.policy}: nothing expires by time, and event times are
     * taken whatever they are, be it that they are old or that they lie ahead.
     */
    static Map<String, String> settings(String cleanupPolicy) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("cleanup.policy", cleanupPolicy);
        settings.put("retention.ms", "-1");
        if (cleanupPolicy.contains("compact")) {
            settings.put("delete.retention.ms", Long.toString(TOMBSTONES_KEPT_MS));
        }
        settings.put("message.timestamp.type", "CreateTime");
        settings.put("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        settings.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        return settings;
    }
}
