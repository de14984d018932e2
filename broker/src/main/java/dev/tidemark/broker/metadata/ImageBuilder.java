package dev.tidemark.broker.metadata;

import dev.tidemark.broker.metadata.MetadataRecord.BrokerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.ConfigChanged;
import dev.tidemark.broker.metadata.MetadataRecord.ControllerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.FeatureSet;
import dev.tidemark.broker.metadata.MetadataRecord.PartitionsAdded;
import dev.tidemark.broker.metadata.MetadataRecord.ProducerIdsReserved;
import dev.tidemark.broker.metadata.MetadataRecord.QuotaChanged;
import dev.tidemark.broker.metadata.MetadataRecord.SettingsChanged;
import dev.tidemark.broker.metadata.MetadataRecord.TopicCreated;
import dev.tidemark.broker.metadata.MetadataRecord.TopicDeleted;
import dev.tidemark.core.failure.Invariants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Replays committed batches onto an image: the one place that says what a record does. Used by one thread, for one or more batches, then
 * {@link #build} once. Maps are copied when first touched, so an image shares with its predecessor what did not change.
 */
public final class ImageBuilder {

    private final ClusterImage base;
    private final Set<UUID> touched = new HashSet<>();
    private long offset;
    private int controllerId;
    private int controllerEpoch;
    private @Nullable Map<Integer, BrokerImage> brokers;
    private @Nullable Map<String, TopicImage> byName;
    private @Nullable Map<UUID, TopicImage> byId;
    private @Nullable Map<String, Short> features;
    private @Nullable Map<ConfigResource, Map<String, String>> settings;
    private @Nullable Map<QuotaEntity, Map<String, Double>> quotas;
    private long featuresEpoch;
    private long nextProducerId;

    /** Starts from an image. */
    public ImageBuilder(ClusterImage base) {
        this.base = base;
        this.offset = base.offset();
        this.controllerId = base.controllerId();
        this.controllerEpoch = base.controllerEpoch();
        this.featuresEpoch = base.featuresEpoch();
        this.nextProducerId = base.nextProducerId();
    }

    /**
     * Applies one committed batch, unless it is of another controller epoch than the current one: then it is dropped, on every node alike. A
     * batch that starts with {@link ControllerStarted} of a greater epoch makes that epoch current.
     *
     * @return whether the batch counted
     */
    public boolean apply(int batchEpoch, List<MetadataRecord> records) {
        boolean takesOver = !records.isEmpty() && records.get(0) instanceof ControllerStarted started
                && started.controllerEpoch() == batchEpoch
                && batchEpoch > controllerEpoch;
        if (!takesOver && batchEpoch != controllerEpoch) {
            return false;
        }
        offset++;
        for (MetadataRecord record : records) {
            applyRecord(record);
        }
        return true;
    }

    /** Puts a snapshot's records in place of a history: no epoch to compare with, the offset is the snapshot's. */
    public void load(long snapshotOffset, List<MetadataRecord> records) {
        for (MetadataRecord record : records) {
            applyRecord(record);
        }
        offset = snapshotOffset;
    }

    /** The outcome, and how it differs from where it began. */
    public ClusterDelta build() {
        ClusterImage after = new ClusterImage(offset, controllerId, controllerEpoch,
                brokers == null ? base.brokers() : Collections.unmodifiableMap(brokers),
                byName == null ? base.topicsByName() : Collections.unmodifiableMap(byName),
                byId == null ? base.topicsById() : Collections.unmodifiableMap(byId),
                features == null ? base.features() : Map.copyOf(features),
                featuresEpoch, nextProducerId,
                settings == null ? base.settings() : Map.copyOf(settings),
                quotas == null ? base.quotas() : Map.copyOf(quotas));
        return new ClusterDelta(base, after, touched);
    }

    private void applyRecord(MetadataRecord record) {
        switch (record) {
            case ControllerStarted started -> {
                controllerId = started.nodeId();
                controllerEpoch = started.controllerEpoch();
            }
            case BrokerStarted started -> applyBrokerStarted(started);
            case FeatureSet feature -> applyFeature(feature);
            case TopicCreated created ->
                put(new TopicImage(created.name(), created.topicId(), created.partitions(), Map.of()));
            case TopicDeleted deleted -> {
                TopicImage topic = topic(deleted.topicId());
                touched.add(topic.id());
                byName().remove(topic.name());
                byId().remove(topic.id());
            }
            case PartitionsAdded added -> {
                TopicImage topic = topic(added.topicId());
                Invariants.check(added.firstPartition() == topic.partitions().size(),
                        "partitions are added at the end");
                List<PartitionImage> partitions = new ArrayList<>(topic.partitions());
                partitions.addAll(added.partitions());
                put(new TopicImage(topic.name(), topic.id(), partitions, topic.configs()));
            }
            case ConfigChanged changed -> applyConfig(changed);
            case SettingsChanged changed -> applySettings(changed);
            case QuotaChanged changed -> applyQuota(changed);
            case ProducerIdsReserved reserved -> nextProducerId = Math.max(nextProducerId, reserved.nextProducerId());
        }
    }

    private void applyBrokerStarted(BrokerStarted started) {
        if (brokers == null) {
            brokers = new HashMap<>(base.brokers());
        }
        brokers.put(started.nodeId(),
                new BrokerImage(started.nodeId(), started.brokerEpoch(), started.endpoints(), started.rack()));
        for (TopicImage topic : List.copyOf(byId().values())) {
            List<PartitionImage> partitions = new ArrayList<>(topic.partitions().size());
            boolean ledHere = false;
            for (PartitionImage partition : topic.partitions()) {
                boolean leads = partition.leader() == started.nodeId();
                ledHere |= leads;
                partitions.add(leads ? partition.ledAnew() : partition);
            }
            if (ledHere) {
                put(new TopicImage(topic.name(), topic.id(), partitions, topic.configs()));
            }
        }
    }

    private void applyFeature(FeatureSet feature) {
        if (features == null) {
            features = new HashMap<>(base.features());
        }
        if (feature.level() == 0) {
            features.remove(feature.name());
        } else {
            features.put(feature.name(), feature.level());
        }
        featuresEpoch = Math.max(featuresEpoch, feature.featuresEpoch());
    }

    private void applyConfig(ConfigChanged changed) {
        TopicImage topic = topic(changed.topicId());
        put(new TopicImage(topic.name(), topic.id(), topic.partitions(),
                ConfigResource.changed(topic.configs(), changed.values())));
    }

    private void applySettings(SettingsChanged changed) {
        if (settings == null) {
            settings = new HashMap<>(base.settings());
        }
        Map<String, String> after = ConfigResource.changed(settings.getOrDefault(changed.resource(), Map.of()),
                changed.values());
        if (after.isEmpty()) {
            settings.remove(changed.resource());
        } else {
            settings.put(changed.resource(), Map.copyOf(after));
        }
    }

    private void applyQuota(QuotaChanged changed) {
        if (quotas == null) {
            quotas = new HashMap<>(base.quotas());
        }
        Map<String, Double> after = new HashMap<>(quotas.getOrDefault(changed.entity(), Map.of()));
        changed.values().forEach((key, value) -> {
            if (value == null) {
                after.remove(key);
            } else {
                after.put(key, value);
            }
        });
        if (after.isEmpty()) {
            quotas.remove(changed.entity());
        } else {
            quotas.put(changed.entity(), Map.copyOf(after));
        }
    }

    private TopicImage topic(UUID id) {
        TopicImage topic = byId == null ? base.topic(id) : byId.get(id);
        return Invariants.present(topic, "topic " + id + " of a metadata record");
    }

    private void put(TopicImage topic) {
        touched.add(topic.id());
        byName().put(topic.name(), topic);
        byId().put(topic.id(), topic);
    }

    private Map<String, TopicImage> byName() {
        if (byName == null) {
            byName = new HashMap<>(base.topicsByName());
        }
        return byName;
    }

    private Map<UUID, TopicImage> byId() {
        if (byId == null) {
            byId = new HashMap<>(base.topicsById());
        }
        return byId;
    }
}
