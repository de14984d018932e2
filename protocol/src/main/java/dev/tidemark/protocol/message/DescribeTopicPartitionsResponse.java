package dev.tidemark.protocol.message;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One page of partitions, and where the next one starts.
 */
@Api(key = ApiKey.DESCRIBE_TOPIC_PARTITIONS, versions = "0", flexible = "0+")
public record DescribeTopicPartitionsResponse(
        int throttleTimeMs,
        List<DescribeTopicPartitionsResponseTopic> topics,
        @Absent("null") @Nullable Cursor nextCursor) implements Response {

    /** A topic and those of its partitions that are on this page. */
    public record DescribeTopicPartitionsResponseTopic(
            short errorCode,
            @Nullable String name,
            UUID topicId,
            boolean isInternal,
            List<DescribeTopicPartitionsResponsePartition> partitions,
            @Absent("-2147483648") int topicAuthorizedOperations) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribeTopicPartitionsResponseTopic}. */
        public static final class Builder {
            private short errorCode;
            private @Nullable String name = "";
            private UUID topicId = KafkaUuid.ZERO;
            private boolean isInternal;
            private List<DescribeTopicPartitionsResponsePartition> partitions = List.of();
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

            public Builder partitions(List<DescribeTopicPartitionsResponsePartition> partitions) {
                this.partitions = partitions;
                return this;
            }

            public Builder topicAuthorizedOperations(int topicAuthorizedOperations) {
                this.topicAuthorizedOperations = topicAuthorizedOperations;
                return this;
            }

            public DescribeTopicPartitionsResponseTopic build() {
                return new DescribeTopicPartitionsResponseTopic(errorCode, name, topicId, isInternal, partitions,
                        topicAuthorizedOperations);
            }
        }
    }

    /** A partition, its leader and replicas. */
    public record DescribeTopicPartitionsResponsePartition(
            short errorCode,
            int partitionIndex,
            int leaderId,
            @Absent("-1") int leaderEpoch,
            List<Integer> replicaNodes,
            List<Integer> isrNodes,
            @Absent("null") @Nullable List<Integer> eligibleLeaderReplicas,
            @Absent("null") @Nullable List<Integer> lastKnownElr,
            List<Integer> offlineReplicas) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribeTopicPartitionsResponsePartition}. */
        public static final class Builder {
            private short errorCode;
            private int partitionIndex;
            private int leaderId;
            private int leaderEpoch = -1;
            private List<Integer> replicaNodes = List.of();
            private List<Integer> isrNodes = List.of();
            private @Nullable List<Integer> eligibleLeaderReplicas;
            private @Nullable List<Integer> lastKnownElr;
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

            public Builder eligibleLeaderReplicas(@Nullable List<Integer> eligibleLeaderReplicas) {
                this.eligibleLeaderReplicas = eligibleLeaderReplicas;
                return this;
            }

            public Builder lastKnownElr(@Nullable List<Integer> lastKnownElr) {
                this.lastKnownElr = lastKnownElr;
                return this;
            }

            public Builder offlineReplicas(List<Integer> offlineReplicas) {
                this.offlineReplicas = offlineReplicas;
                return this;
            }

            public DescribeTopicPartitionsResponsePartition build() {
                return new DescribeTopicPartitionsResponsePartition(errorCode, partitionIndex, leaderId, leaderEpoch,
                        replicaNodes, isrNodes,
                        eligibleLeaderReplicas, lastKnownElr, offlineReplicas);
            }
        }
    }

    /** The first partition of a page. */
    public record Cursor(String topicName, int partitionIndex) {}
}
