package dev.tidemark.streams.runtime.testing;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** A cluster in memory: topics, transactions by transactional id with epochs, committed offsets of one group. */
final class ModelCluster {

    /** A transactional id: who writes under it now, and what is open. */
    static final class Transactions {
        private final long producerId;
        private short epoch = -1;
        private final Set<ModelPartition> partitions = new HashSet<>();
        private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

        private Transactions(long producerId) {
            this.producerId = producerId;
        }

        long producerId() {
            return producerId;
        }
    }

    private final Map<String, ModelPartition[]> topics = new TreeMap<>();
    private final Map<String, UUID> topicIds = new HashMap<>();
    private final Map<String, Transactions> transactions = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committedOffsets = new HashMap<>();

    void createTopic(String topic, int partitions) {
        ModelPartition[] created = new ModelPartition[partitions];
        for (int i = 0; i < partitions; i++) {
            created[i] = new ModelPartition(new TopicPartition(topic, i));
        }
        Invariants.check(topics.put(topic, created) == null, "topic %s exists", topic);
        topicIds.put(topic, new UUID(1, topics.size()));
    }

    boolean exists(String topic) {
        return topics.containsKey(topic);
    }

    int partitionCount(String topic) {
        return partitions(topic).length;
    }

    ModelPartition[] partitions(String topic) {
        return Invariants.present(topics.get(topic), "topic " + topic);
    }

    ModelPartition partition(TopicPartition id) {
        return partitions(id.topic())[id.partition()];
    }

    UUID topicId(String topic) {
        return Invariants.present(topicIds.get(topic), "id of topic " + topic);
    }

    /** Takes a transactional id over: older writers are fenced, what they left open is aborted. */
    short initialise(String transactionalId) {
        Transactions mine = of(transactionalId);
        end(mine, false);
        return ++mine.epoch;
    }

    Transactions of(String transactionalId) {
        return transactions.computeIfAbsent(transactionalId, id -> new Transactions(1_000 + transactions.size()));
    }

    /** Whether a writer with this epoch is still the one. */
    boolean current(String transactionalId, short epoch) {
        return of(transactionalId).epoch == epoch;
    }

    /** Part of a transaction: partitions and their batches were written. */
    void wrote(String transactionalId, ModelPartition partition) {
        of(transactionalId).partitions.add(partition);
    }

    void addOffsets(String transactionalId, Map<TopicPartition, OffsetAndMetadata> offsets) {
        of(transactionalId).offsets.putAll(offsets);
    }

    void end(String transactionalId, boolean commit) {
        end(of(transactionalId), commit);
    }

    private void end(Transactions mine, boolean commit) {
        mine.partitions.forEach(partition -> partition.endTransaction(mine.producerId, commit));
        mine.partitions.clear();
        if (commit) {
            committedOffsets.putAll(mine.offsets);
        }
        mine.offsets.clear();
    }

    /** The group's stable positions of these partitions; an absent one was never committed. */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata position = committedOffsets.get(partition);
            if (position != null) {
                found.put(partition, position);
            }
        }
        return found;
    }
}
