package dev.tidemark.broker.metadata;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One fact of the cluster, as it stands in the metadata log. What each does to the image is said in {@link ImageBuilder}; how each is
 * written, in {@code docs/formats/metadata-log.md}.
 */
public sealed interface MetadataRecord {

    /** A controller took over: from here on only batches of its epoch count. */
    record ControllerStarted(int nodeId, int controllerEpoch) implements MetadataRecord {}

    /**
     * A broker process started. Every partition that it leads gets the next leader epoch with this record.
     *
     * @param brokerEpoch greater than that of any start before
     * @param endpoints where clients reach it
     */
    record BrokerStarted(int nodeId, long brokerEpoch, List<Endpoint> endpoints,
            @Nullable String rack) implements MetadataRecord {
        public BrokerStarted {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * A feature's level from here on; level 0 takes it back.
     *
     * @param featuresEpoch greater than that of any change before: clients keep the newest they saw
     */
    record FeatureSet(String name, short level, long featuresEpoch) implements MetadataRecord {}

    /** A topic came to be, with its partitions from 0 on. */
    record TopicCreated(UUID topicId, String name, List<PartitionImage> partitions) implements MetadataRecord {
        public TopicCreated {
            partitions = List.copyOf(partitions);
        }
    }

    /** A topic, its partitions and its settings are gone. */
    record TopicDeleted(UUID topicId) implements MetadataRecord {}

    /** A topic grew. */
    record PartitionsAdded(UUID topicId, int firstPartition,
            List<PartitionImage> partitions) implements MetadataRecord {
        public PartitionsAdded {
            partitions = List.copyOf(partitions);
        }
    }

    /** Settings of a topic changed: a null value takes one back. */
    record ConfigChanged(UUID topicId, Map<String, @Nullable String> values) implements MetadataRecord {}

    /** Settings of a broker, of all brokers or of a group changed: a null value takes one back. Those of a topic change by {@link ConfigChanged}. */
    record SettingsChanged(ConfigResource resource, Map<String, @Nullable String> values) implements MetadataRecord {}

    /** Quotas of clients changed, by key: a null value takes one back. */
    record QuotaChanged(QuotaEntity entity, Map<String, @Nullable Double> values) implements MetadataRecord {}

    /** All producer ids below this one may have been handed out. */
    record ProducerIdsReserved(long nextProducerId) implements MetadataRecord {}
}
