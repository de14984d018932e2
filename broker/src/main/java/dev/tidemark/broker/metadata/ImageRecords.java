package dev.tidemark.broker.metadata;

import dev.tidemark.broker.metadata.MetadataRecord.BrokerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.ConfigChanged;
import dev.tidemark.broker.metadata.MetadataRecord.ControllerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.FeatureSet;
import dev.tidemark.broker.metadata.MetadataRecord.ProducerIdsReserved;
import dev.tidemark.broker.metadata.MetadataRecord.QuotaChanged;
import dev.tidemark.broker.metadata.MetadataRecord.SettingsChanged;
import dev.tidemark.broker.metadata.MetadataRecord.TopicCreated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** An image written as the records that make it: what a snapshot holds. */
public final class ImageRecords {

    private ImageRecords() {}

    /** Records that, loaded in this order into the empty image, give {@code image}. Brokers come before topics, whose epochs they would move. */
    public static List<MetadataRecord> of(ClusterImage image) {
        List<MetadataRecord> records = new ArrayList<>();
        records.add(new ControllerStarted(image.controllerId(), image.controllerEpoch()));
        image.features().forEach((name, level) -> records.add(new FeatureSet(name, level, image.featuresEpoch())));
        for (BrokerImage broker : image.brokers().values()) {
            records.add(new BrokerStarted(broker.nodeId(), broker.brokerEpoch(), broker.endpoints(), broker.rack()));
        }
        for (TopicImage topic : image.topicsByName().values()) {
            records.add(new TopicCreated(topic.id(), topic.name(), topic.partitions()));
            if (!topic.configs().isEmpty()) {
                records.add(new ConfigChanged(topic.id(), new HashMap<>(topic.configs())));
            }
        }
        image.settings()
                .forEach((resource, values) -> records.add(new SettingsChanged(resource, new HashMap<>(values))));
        image.quotas().forEach((entity, values) -> records.add(new QuotaChanged(entity, new HashMap<>(values))));
        records.add(new ProducerIdsReserved(image.nextProducerId()));
        return records;
    }
}
