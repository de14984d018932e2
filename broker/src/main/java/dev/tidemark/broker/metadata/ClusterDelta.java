package dev.tidemark.broker.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The difference between two images that follow each other (or, at start, between the empty one and the one that was loaded).
 *
 * @param touched the topics in which anything may differ
 */
public record ClusterDelta(ClusterImage before, ClusterImage after, Set<UUID> touched) {

    /** A topic before and after. */
    public record Changed(TopicImage before, TopicImage after) {}

    public ClusterDelta {
        touched = Collections.unmodifiableSet(new TreeSet<>(touched)); // what follows happens in the same order everywhere
    }

    /** The topics that are new. */
    public List<TopicImage> created() {
        List<TopicImage> created = new ArrayList<>();
        for (UUID id : touched) {
            TopicImage topic = after.topic(id);
            if (topic != null && before.topic(id) == null) {
                created.add(topic);
            }
        }
        return created;
    }

    /** The topics that are gone, as they were. */
    public List<TopicImage> deleted() {
        List<TopicImage> deleted = new ArrayList<>();
        for (UUID id : touched) {
            TopicImage topic = before.topic(id);
            if (topic != null && after.topic(id) == null) {
                deleted.add(topic);
            }
        }
        return deleted;
    }

    /**
     * The topics whose settings may be others than before, new ones left out: those set for the topic changed, or a broker's, which are the
     * defaults of all topics.
     */
    public List<TopicImage> reconfigured() {
        if (brokerSettingsChanged()) {
            List<TopicImage> all = new ArrayList<>();
            for (TopicImage topic : after.topicsById().values()) {
                if (before.topic(topic.id()) != null) {
                    all.add(topic);
                }
            }
            return all;
        }
        List<TopicImage> reconfigured = new ArrayList<>();
        for (Changed topic : changed()) {
            if (!topic.before().configs().equals(topic.after().configs())) {
                reconfigured.add(topic.after());
            }
        }
        return reconfigured;
    }

    /** Whether settings of a broker, or of all brokers, were changed at run time. */
    public boolean brokerSettingsChanged() {
        return before.settings() != after.settings() && !brokerSettings(before).equals(brokerSettings(after));
    }

    private static Map<ConfigResource, Map<String, String>> brokerSettings(ClusterImage image) {
        Map<ConfigResource, Map<String, String>> ofBrokers = new HashMap<>(image.settings());
        ofBrokers.keySet().removeIf(resource -> resource.type() != ConfigResource.Type.BROKER);
        return ofBrokers;
    }

    /** The topics that grew, got a new leader epoch or other settings. */
    public List<Changed> changed() {
        List<Changed> changed = new ArrayList<>();
        for (UUID id : touched) {
            TopicImage was = before.topic(id);
            TopicImage is = after.topic(id);
            if (was != null && is != null && !was.equals(is)) {
                changed.add(new Changed(was, is));
            }
        }
        return changed;
    }
}
