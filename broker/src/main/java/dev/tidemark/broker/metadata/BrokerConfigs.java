package dev.tidemark.broker.metadata;

import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.failure.TidemarkException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This broker's configuration as it stands: what it was started with, under what was set at run time for all brokers and for this one. Read
 * from any thread; merged anew when the image has other settings than at the last reading.
 */
public final class BrokerConfigs {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConfigs.class);

    private record Merged(Map<String, String> ofAllBrokers, Map<String, String> ofThisBroker, Config config) {}

    private final ClusterImages images;
    private final Config atStart;
    private final ConfigResource self;
    private volatile Merged last;

    /** @param atStart what the broker was started with */
    public BrokerConfigs(ClusterImages images, Config atStart, int nodeId) {
        this.images = images;
        this.atStart = atStart;
        this.self = ConfigResource.broker(nodeId);
        this.last = new Merged(Map.of(), Map.of(), atStart);
    }

    /** This broker, as a resource with settings. */
    public ConfigResource self() {
        return self;
    }

    /** What the broker was started with. */
    public Config atStart() {
        return atStart;
    }

    /** What holds under the newest image. */
    public Config current() {
        return under(images.current());
    }

    /** What holds under an image. */
    public Config under(ClusterImage image) {
        Map<String, String> ofAllBrokers = image.settings(ConfigResource.ALL_BROKERS);
        Map<String, String> ofThisBroker = image.settings(self);
        Merged merged = last;
        if (!merged.ofAllBrokers.equals(ofAllBrokers) || !merged.ofThisBroker.equals(ofThisBroker)) {
            merged = new Merged(ofAllBrokers, ofThisBroker,
                    atStart.changedBy(usable(ofAllBrokers), usable(ofThisBroker)));
            last = merged;
        }
        return merged.config;
    }

    /** What would hold under an image in which a resource had these settings instead of its own. */
    public Config under(ClusterImage image, ConfigResource resource, Map<String, String> settings) {
        boolean ofAllBrokers = resource.equals(ConfigResource.ALL_BROKERS);
        return atStart.changedBy(usable(ofAllBrokers ? settings : image.settings(ConfigResource.ALL_BROKERS)),
                usable(resource.equals(self) ? settings : image.settings(self)));
    }

    /** The settings that this program knows; others can come only from another version of it, and must not keep it from starting. */
    private static Map<String, String> usable(Map<String, String> values) {
        Map<String, String> usable = new HashMap<>();
        values.forEach((name, value) -> {
            try {
                usable.putAll(Config.of(ConfigScope.BROKER, Map.of(name, value)).texts());
            } catch (TidemarkException unusable) {
                LOG.warn("the cluster's setting of the broker key {} is left out: {}", name, unusable.why());
            }
        });
        return usable;
    }
}
