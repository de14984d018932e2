package dev.tidemark.protocol.message;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.NullableIn;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brokers, topics and partition leaders as the answering broker knows them.
 *
 * <ul>
 * <li>1: adds {@code brokers.rack}, {@code controllerId}, {@code topics.isInternal}</li>
 * <li>2: adds {@code clusterId}</li>
 * <li>3: adds {@code throttleTimeMs}; sent before the throttle from version 6 (KIP-219)</li>
 * <li>5: adds {@code topics.partitions.offlineReplicas}; replicas whose disk is lost (KIP-112)</li>
 * <li>7: adds {@code topics.partitions.leaderEpoch}; leader epochs (KIP-320)</li>
 * <li>8: adds {@code topics.topicAuthorizedOperations}, {@code clusterAuthorizedOperations}; authorized
 *     operations (KIP-430)</li>
 * <li>9: first flexible version (compact lengths, tagged fields)</li>
 * <li>10: adds {@code topics.topicId}; topic ids (KIP-516)</li>
 * <li>11: drops {@code clusterAuthorizedOperations}</li>
 * <li>12: the name is null where only an unknown id is known</li>
 * <li>13: adds {@code errorCode}; REBOOTSTRAP_REQUIRED at the top (KIP-1102)</li>
 * </ul>
 */
@Api(key = ApiKey.METADATA, versions = "0-13", flexible = "9+")
public record MetadataResponse(
        @Versions("3+") @Ignorable int throttleTimeMs,
        List<MetadataResponseBroker> brokers,
        @Versions("2+") @Absent("null") @Ignorable @Nullable String clusterId,
        @Versions("1+") @Absent("-1") @Ignorable int controllerId,
        List<MetadataResponseTopic> topics,
        @Versions("8-10") @Absent("-2147483648") int clusterAuthorizedOperations,
        @Versions("13+") @Ignorable short errorCode) implements Response {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** A live broker. */
    public record MetadataResponseBroker(
            int nodeId,
            String host,
            int port,
            @Versions("1+") @Absent("null") @Ignorable @Nullable String rack) {}

    /** A topic, or why it cannot be described. */
    public record MetadataResponseTopic(
            short errorCode,
            @NullableIn("12+") @Nullable String name,
            @Versions("10+") @Ignorable UUID topicId,
            @Versions("1+") @Ignorable boolean isInternal,
            List<MetadataResponsePartition> partitions,
            @Versions("8+") @Absent("-2147483648") int topicAuthorizedOperations) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link MetadataResponseTopic}. */
        public static final class Builder {
            private short errorCode;
            private @Nullable String name = "";
            private UUID topicId = KafkaUuid.ZERO;
            private boolean isInternal;
            private List<MetadataResponsePartition> partitions = List.of();
            private int topicAuthorizedOperations = Integer.MIN_VALUE;

            private Builder() {}

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder name(@Nullable String name) {
                this.name = name;
                return this;
            }

            public Builder topicId(UUID topicId) {
                this.topicId = topicId;
                return this;
            }

            public Builder isInternal(boolean isInternal) {
                this.isInternal = isInternal;
                return this;
            }

            public Builder partitions(List<MetadataResponsePartition> partitions) {
                this.partitions = partitions;
                return this;
            }

            public Builder topicAuthorizedOperations(int topicAuthorizedOperations) {
                this.topicAuthorizedOperations = topicAuthorizedOperations;
                return this;
            }

            public MetadataResponseTopic build() {
                return new MetadataResponseTopic(errorCode, name, topicId, isInternal, partitions,
                        topicAuthorizedOperations);
            }
        }
    }

    /** A partition, its leader and replicas. */
    public record MetadataResponsePartition(
            short errorCode,
            int partitionIndex,
            int leaderId,
            @Versions("7+") @Absent("-1") @Ignorable int leaderEpoch,
            List<Integer> replicaNodes,
            List<Integer> isrNodes,
            @Versions("5+") @Ignorable List<Integer> offlineReplicas) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link MetadataResponsePartition}. */
        public static final class Builder {
            private short errorCode;
            private int partitionIndex;
            private int leaderId;
            private int leaderEpoch = -1;
            private List<Integer> replicaNodes = List.of();
            private List<Integer> isrNodes = List.of();
            private List<Integer> offlineReplicas = List.of();

            private Builder() {}

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder partitionIndex(int partitionIndex) {
                this.partitionIndex = partitionIndex;
                return this;
            }

            public Builder leaderId(int leaderId) {
                this.leaderId = leaderId;
                return this;
            }

            public Builder leaderEpoch(int leaderEpoch) {
                this.leaderEpoch = leaderEpoch;
                return this;
            }

            public Builder replicaNodes(List<Integer> replicaNodes) {
                this.replicaNodes = replicaNodes;
                return this;
            }

            public Builder isrNodes(List<Integer> isrNodes) {
                this.isrNodes = isrNodes;
                return this;
            }

            public Builder offlineReplicas(List<Integer> offlineReplicas) {
                this.offlineReplicas = offlineReplicas;
                return this;
            }

            public MetadataResponsePartition build() {
                return new MetadataResponsePartition(errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes,
                        isrNodes,
                        offlineReplicas);
            }
        }
    }

    /** Collects the components of a {@link MetadataResponse}. */
    public static final class Builder {
        private int throttleTimeMs;
        private List<MetadataResponseBroker> brokers = List.of();
        private @Nullable String clusterId;
        private int controllerId = -1;
        private List<MetadataResponseTopic> topics = List.of();
        private int clusterAuthorizedOperations = Integer.MIN_VALUE;
        private short errorCode;

        private Builder() {}

        public Builder throttleTimeMs(int throttleTimeMs) {
            this.throttleTimeMs = throttleTimeMs;
            return this;
        }

        public Builder brokers(List<MetadataResponseBroker> brokers) {
            this.brokers = brokers;
            return this;
        }

        public Builder clusterId(@Nullable String clusterId) {
            this.clusterId = clusterId;
            return this;
        }

        public Builder controllerId(int controllerId) {
            this.controllerId = controllerId;
            return this;
        }

        public Builder topics(List<MetadataResponseTopic> topics) {
            this.topics = topics;
            return this;
        }

        public Builder clusterAuthorizedOperations(int clusterAuthorizedOperations) {
            this.clusterAuthorizedOperations = clusterAuthorizedOperations;
            return this;
        }

        public Builder errorCode(short errorCode) {
            this.errorCode = errorCode;
            return this;
        }

        public MetadataResponse build() {
            return new MetadataResponse(throttleTimeMs, brokers, clusterId, controllerId, topics,
                    clusterAuthorizedOperations,
                    errorCode);
        }
    }
}
