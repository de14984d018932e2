package dev.tidemark.broker.metadata;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cluster at one metadata offset. Immutable.
 *
 * @param offset how many batches were applied to get here
 * @param controllerId the controller's node, or -1 before the first
 * @param controllerEpoch batches of another epoch do not count
 * @param features finalized feature levels, by name; a feature of level 0 is not in it
 * @param featuresEpoch grows when they change
 * @param nextProducerId the lowest producer id that was never handed out
 * @param settings what was set at run time for brokers and groups; those of a topic are in its image
 * @param quotas of clients, by key
 */
public record ClusterImage(long offset, int controllerId, int controllerEpoch, Map<Integer, BrokerImage> brokers,
        Map<String, TopicImage> topicsByName, Map<UUID, TopicImage> topicsById, Map<String, Short> features,
        long featuresEpoch,
        long nextProducerId, Map<ConfigResource, Map<String, String>> settings,
        Map<QuotaEntity, Map<String, Double>> quotas) {

    /** Before anything happened. */
    public static final ClusterImage EMPTY = new ClusterImage(0, -1, -1, Map.of(), Map.of(), Map.of(), Map.of(), 0, 0);

    /** One without settings of brokers and groups, and without quotas. */
    public ClusterImage(long offset, int controllerId, int controllerEpoch, Map<Integer, BrokerImage> brokers,
            Map<String, TopicImage> topicsByName, Map<UUID, TopicImage> topicsById, Map<String, Short> features,
            long featuresEpoch, long nextProducerId) {
        this(offset, controllerId, controllerEpoch, brokers, topicsByName, topicsById, features, featuresEpoch,
                nextProducerId, Map.of(), Map.of());
    }

    /** What was set at run time for a broker, all brokers or a group; empty if nothing was. Those of a topic are in its image. */
    public Map<String, String> settings(ConfigResource resource) {
        return settings.getOrDefault(resource, Map.of());
    }

    /** The topic of this name, or null. */
    public @Nullable TopicImage topic(String name) {
        return topicsByName.get(name);
    }

    /** The topic of this id, or null. */
    public @Nullable TopicImage topic(UUID id) {
        return topicsById.get(id);
    }
}
