package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.ConfigChanged;
import dev.tidemark.broker.metadata.MetadataRecord.TopicCreated;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.TopicKeys;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides the creation of topics. Runs on the control loop; the random generator gives topic ids and the first broker of a placement. */
final class TopicCreation {

    /** More partitions at once than any request means to have; keeps a typing error from filling the disk with folders. */
    private static final int PARTITIONS_MAX = 10_000;
    private static final String METADATA_TOPIC = "__cluster_metadata";

    /** A refusal on its way out of the checks. */
    private record Refusal(ErrorCode error, String message) {}

    private final BrokerConfigs configs;
    private final Config broker;
    private final RandomGenerator random;

    TopicCreation(BrokerConfigs configs, RandomGenerator random) {
        this.configs = configs;
        this.broker = configs.atStart();
        this.random = random;
    }

    /** A topic that a client asks for. */
    Decision<TopicOutcome> decide(ClusterImage image, NewTopic wanted) {
        if (TopicImage.internal(wanted.name()) || wanted.name().equals(METADATA_TOPIC)) {
            return refused(wanted, ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "the broker itself creates and writes " + wanted.name());
        }
        return create(image, wanted);
    }

    /** A topic that the broker itself writes, as its configuration describes it; if it is there, that is the outcome. */
    Decision<TopicOutcome> decideInternal(ClusterImage image, String name) {
        TopicImage present = image.topic(name);
        return present != null ? new Decision<>(List.of(), TopicOutcome.done(present))
                : create(image, internal(image, name));
    }

    /** How many partitions an internal topic gets when it is created. */
    int internalPartitions(String name) {
        return broker.get(name.equals(TopicImage.TRANSACTION_STATE) ? BrokerKeys.TRANSACTION_STATE_LOG_NUM_PARTITIONS
                : BrokerKeys.OFFSETS_TOPIC_NUM_PARTITIONS);
    }

    private NewTopic internal(ClusterImage image, String name) {
        Map<String, @Nullable String> configs = new HashMap<>();
        configs.put(TopicKeys.CLEANUP_POLICY.name(), "compact");
        int replicas;
        if (name.equals(TopicImage.TRANSACTION_STATE)) {
            replicas = Math.min(broker.get(BrokerKeys.TRANSACTION_STATE_LOG_REPLICATION_FACTOR),
                    image.brokers().size());
            int minInSync = Math.min(broker.get(BrokerKeys.TRANSACTION_STATE_LOG_MIN_ISR), replicas);
            configs.put(TopicKeys.MIN_INSYNC_REPLICAS.name(), Integer.toString(minInSync));
            configs.put(TopicKeys.COMPRESSION_TYPE.name(), "uncompressed");
            configs.put(TopicKeys.UNCLEAN_LEADER_ELECTION_ENABLE.name(), "false");
            configs.put(TopicKeys.SEGMENT_BYTES.name(),
                    String.valueOf(broker.get(BrokerKeys.TRANSACTION_STATE_LOG_SEGMENT_BYTES)));
        } else {
            replicas = Math.min(broker.get(BrokerKeys.OFFSETS_TOPIC_REPLICATION_FACTOR), image.brokers().size());
            configs.put(TopicKeys.COMPRESSION_TYPE.name(), "producer");
            configs.put(TopicKeys.SEGMENT_BYTES.name(),
                    String.valueOf(broker.get(BrokerKeys.OFFSETS_TOPIC_SEGMENT_BYTES)));
        }
        return new NewTopic(name, internalPartitions(name), replicas, Map.of(), configs);
    }

    private Decision<TopicOutcome> create(ClusterImage image, NewTopic wanted) {
        Refusal nameRefusal = checkName(image, wanted.name());
        if (nameRefusal != null) {
            return refused(wanted, nameRefusal.error(), nameRefusal.message());
        }
        Refusal numbersRefusal = wanted.assignments().isEmpty() ? checkNumbers(image, wanted)
                : checkAssignments(image, wanted);
        if (numbersRefusal != null) {
            return refused(wanted, numbersRefusal.error(), numbersRefusal.message());
        }
        String configProblem = configProblem(image, wanted);
        if (configProblem != null) {
            return refused(wanted, ErrorCode.INVALID_CONFIG, configProblem);
        }
        return created(wanted, partitions(image, wanted));
    }

    private static @Nullable Refusal checkName(ClusterImage image, String name) {
        String problem = TopicNames.problem(name);
        if (problem != null) {
            return new Refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, problem);
        }
        if (image.topic(name) != null) {
            return new Refusal(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists.");
        }
        String collision = TopicNames.collision(image, name);
        if (collision != null) {
            return new Refusal(ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "topic '" + name + "' differs from '" + collision
                            + "' only in dots and underscores, which metrics cannot tell apart");
        }
        return null;
    }

    private @Nullable Refusal checkNumbers(ClusterImage image, NewTopic wanted) {
        int partitions = partitionCount(wanted);
        if (partitions < 1 || partitions > PARTITIONS_MAX) {
            return new Refusal(ErrorCode.INVALID_PARTITIONS,
                    "a topic has 1 to " + PARTITIONS_MAX + " partitions, not " + partitions);
        }
        int replicas = replicationFactor(wanted);
        if (replicas < 1 || replicas > image.brokers().size()) {
            return new Refusal(ErrorCode.INVALID_REPLICATION_FACTOR,
                    "replication factor " + replicas + " needs that many brokers, at least 1; there are "
                            + image.brokers().size());
        }
        return null;
    }

    private static @Nullable Refusal checkAssignments(ClusterImage image, NewTopic wanted) {
        if (wanted.partitions() != NewTopic.DEFAULT || wanted.replicationFactor() != NewTopic.DEFAULT) {
            return new Refusal(ErrorCode.INVALID_REQUEST,
                    "with replicas given, partition count and replication factor are both -1");
        }
        int replicationFactor = wanted.assignments().values().iterator().next().size();
        for (int partition = 0; partition < wanted.assignments().size(); partition++) {
            List<Integer> replicas = wanted.assignments().get(partition);
            String problem = replicas == null
                    ? "partitions are numbered from 0 without gaps; " + partition + " is missing"
                    : ReplicaPlacement.problem(image, partition, replicas, replicationFactor);
            if (problem != null) {
                return new Refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, problem);
            }
        }
        return null;
    }

    private @Nullable String configProblem(ClusterImage image, NewTopic wanted) {
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, @Nullable String> entry : wanted.configs().entrySet()) {
            String value = entry.getValue();
            if (value == null) {
                return "'" + entry.getKey() + "' has no value";
            }
            values.put(entry.getKey(), value);
        }
        return SettingsCheck.ofTopic(configs.under(image), wanted.name(), values);
    }

    private List<PartitionImage> partitions(ClusterImage image, NewTopic wanted) {
        if (wanted.assignments().isEmpty()) {
            int start = random.nextInt(image.brokers().size());
            return ReplicaPlacement.spread(image, 0, partitionCount(wanted), replicationFactor(wanted), start);
        }
        List<PartitionImage> partitions = new ArrayList<>(wanted.assignments().size());
        for (int partition = 0; partition < wanted.assignments().size(); partition++) {
            partitions.add(PartitionImage.of(wanted.assignments().getOrDefault(partition, List.of())));
        }
        return partitions;
    }

    private Decision<TopicOutcome> created(NewTopic wanted, List<PartitionImage> partitions) {
        UUID id = newId();
        Map<String, String> configs = new HashMap<>();
        wanted.configs().forEach((name, value) -> {
            if (value != null) {
                configs.put(name, value);
            }
        });
        List<MetadataRecord> records = new ArrayList<>();
        records.add(new TopicCreated(id, wanted.name(), partitions));
        if (!configs.isEmpty()) {
            records.add(new ConfigChanged(id, wanted.configs()));
        }
        return new Decision<>(records, TopicOutcome.done(new TopicImage(wanted.name(), id, partitions, configs)));
    }

    /** A random id that is neither reserved nor, in text, begins like a command line flag. */
    private UUID newId() {
        while (true) {
            long most = (random.nextLong() & ~0xF000L) | 0x4000L;
            long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            UUID id = new UUID(most, least);
            if (!KafkaUuid.format(id).startsWith("-")) {
                return id;
            }
        }
    }

    private int partitionCount(NewTopic wanted) {
        return wanted.partitions() == NewTopic.DEFAULT ? broker.get(BrokerKeys.NUM_PARTITIONS) : wanted.partitions();
    }

    private int replicationFactor(NewTopic wanted) {
        return wanted.replicationFactor() == NewTopic.DEFAULT ? broker.get(BrokerKeys.DEFAULT_REPLICATION_FACTOR)
                : wanted.replicationFactor();
    }

    private static Decision<TopicOutcome> refused(NewTopic wanted, ErrorCode error, String message) {
        return new Decision<>(List.of(), TopicOutcome.refused(wanted.name(), error, message));
    }
}
