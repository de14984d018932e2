package dev.tidemark.client.net;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.MetadataResponse;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of the cluster: brokers, and the topics it asked for. Immutable; any thread.
 *
 * @param clusterId null before the first answer
 * @param controllerId where administrative requests go; -1 if unknown
 * @param brokers by node id, as the cluster advertises them
 * @param topics by name, those that were asked for; also such as do not exist, with their error
 */
public record MetadataImage(@Nullable String clusterId, int controllerId, Map<Integer, Endpoint> brokers,
        Map<String, Topic> topics) {

    public static final MetadataImage EMPTY = new MetadataImage(null, -1, Map.of(), Map.of());

    public MetadataImage {
        // in order: which broker is asked, and in which order partitions are, must not differ from process to process
        brokers = Collections.unmodifiableMap(new TreeMap<>(brokers));
        topics = Collections.unmodifiableMap(new TreeMap<>(topics));
    }

    /**
     * A topic.
     *
     * @param error {@code NONE}, or why nothing else is known of it
     * @param partitions at their index
     */
    public record Topic(String name, UUID id, ErrorCode error, boolean internal, List<Partition> partitions) {}

    /**
     * A partition's leader.
     *
     * @param leaderId -1 if there is none at present
     * @param leaderEpoch -1 if the broker tells none
     */
    public record Partition(int leaderId, int leaderEpoch, List<Integer> replicas, List<Integer> isr) {}

    public @Nullable Topic topic(String name) {
        return topics.get(name);
    }

    /** The partition, or null if it is not known to exist. */
    public @Nullable Partition partition(TopicPartition partition) {
        Topic topic = topics.get(partition.topic());
        if (topic == null || partition.partition() >= topic.partitions().size()) {
            return null;
        }
        return topic.partitions().get(partition.partition());
    }

    /** The node that leads, or -1. */
    public int leaderOf(TopicPartition partition) {
        Partition known = partition(partition);
        return known == null ? -1 : known.leaderId();
    }

    /** Partitions of a topic that exists, else 0. */
    public int partitionCount(String name) {
        Topic topic = topics.get(name);
        return topic == null ? 0 : topic.partitions().size();
    }

    /** The topic of an id, or null. */
    public @Nullable Topic topic(UUID id) {
        for (Topic topic : topics.values()) {
            if (topic.id().equals(id)) {
                return topic;
            }
        }
        return null;
    }

    /**
     * This image with an answer over it. A leader of an older epoch than the known one comes from a broker that lags behind and is not
     * taken over (KIP-320), unless the topic is another one by now.
     */
    MetadataImage with(MetadataResponse response) {
        Map<Integer, Endpoint> newBrokers = new HashMap<>();
        response.brokers()
                .forEach(broker -> newBrokers.put(broker.nodeId(), new Endpoint(broker.host(), broker.port())));
        Map<String, Topic> newTopics = new HashMap<>(topics);
        for (MetadataResponse.MetadataResponseTopic topic : response.topics()) {
            if (topic.name() != null) {
                newTopics.put(topic.name(), merged(topics.get(topic.name()), topic, topic.name()));
            }
        }
        return new MetadataImage(response.clusterId(), response.controllerId(), newBrokers, newTopics);
    }

    /** This image with a leader that a data response named (KIP-951). */
    MetadataImage withLeader(TopicPartition partition, int leaderId, int leaderEpoch) {
        Topic topic = topics.get(partition.topic());
        Partition known = partition(partition);
        if (topic == null || known == null || leaderEpoch <= known.leaderEpoch() || !brokers.containsKey(leaderId)) {
            return this;
        }
        Partition[] partitions = topic.partitions().toArray(Partition[]::new);
        partitions[partition.partition()] = new Partition(leaderId, leaderEpoch, known.replicas(), known.isr());
        Map<String, Topic> newTopics = new HashMap<>(topics);
        newTopics.put(topic.name(),
                new Topic(topic.name(), topic.id(), topic.error(), topic.internal(), List.of(partitions)));
        return new MetadataImage(clusterId, controllerId, brokers, newTopics);
    }

    private static Topic merged(@Nullable Topic known, MetadataResponse.MetadataResponseTopic topic, String name) {
        ErrorCode error = ErrorCode.of(topic.errorCode());
        int count = topic.partitions().stream().mapToInt(partition -> partition.partitionIndex() + 1).max().orElse(0);
        Partition[] partitions = new Partition[count];
        for (int i = 0; i < count; i++) {
            partitions[i] = new Partition(-1, -1, List.of(), List.of());
        }
        for (MetadataResponse.MetadataResponsePartition partition : topic.partitions()) {
            Partition fresh = new Partition(partition.leaderId(), partition.leaderEpoch(), partition.replicaNodes(),
                    partition.isrNodes());
            boolean same = known != null && known.id().equals(topic.topicId())
                    && partition.partitionIndex() < known.partitions().size();
            Partition before = same && known != null ? known.partitions().get(partition.partitionIndex()) : fresh;
            boolean stale = fresh.leaderEpoch() >= 0 && fresh.leaderEpoch() < before.leaderEpoch();
            partitions[partition.partitionIndex()] = stale ? before : fresh;
        }
        return new Topic(name, topic.topicId(), error, topic.isInternal(), List.of(partitions));
    }
}
