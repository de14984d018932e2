package dev.tidemark.protocol.message;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Tagged;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads record batches from partitions, waiting for more up to a deadline (API 1).
 *
 * <ul>
 * <li>5: adds {@code topics.partitions.logStartOffset}; followers tell their log start (KIP-107)</li>
 * <li>7: adds {@code sessionId}, {@code sessionEpoch}, {@code forgottenTopicsData}; incremental sessions
 *     (KIP-227)</li>
 * <li>9: adds {@code topics.partitions.currentLeaderEpoch}; fencing by leader epoch (KIP-320)</li>
 * <li>10: zstd may be answered (KIP-110)</li>
 * <li>11: adds {@code rackId}; reads from the nearest replica (KIP-392)</li>
 * <li>12: adds {@code clusterId}, {@code topics.partitions.lastFetchedEpoch}; first flexible version (compact
 *     lengths, tagged fields); truncation is detected by epoch (KIP-595)</li>
 * <li>13: adds {@code topics.topicId}, {@code forgottenTopicsData.topicId}; drops {@code topics.topic}, {@code
 *     forgottenTopicsData.topic}; topics by id only (KIP-516)</li>
 * <li>14: OFFSET_MOVED_TO_TIERED_STORAGE may be answered (KIP-405)</li>
 * <li>15: adds {@code replicaState}; drops {@code replicaId}; followers name their epoch (KIP-903)</li>
 * <li>16: the answer may name a new leader (KIP-951)</li>
 * <li>17: adds {@code topics.partitions.replicaDirectoryId}; log directories of voters (KIP-853)</li>
 * <li>18: adds {@code topics.partitions.highWatermark}; followers tell their high watermark (KIP-1166)</li>
 * </ul>
 */
@Api(key = ApiKey.FETCH, versions = "4-18", flexible = "12+")
public record FetchRequest(
        @Versions("12+") @Tagged(0) @Absent("null") @Ignorable @Nullable String clusterId,
        @Versions("4-14") @Absent("-1") int replicaId,
        @Versions("15+") @Tagged(1) ReplicaState replicaState,
        int maxWaitMs,
        int minBytes,
        @Absent("2147483647") int maxBytes,
        byte isolationLevel,
        @Versions("7+") @Ignorable int sessionId,
        @Versions("7+") @Absent("-1") @Ignorable int sessionEpoch,
        List<FetchTopic> topics,
        @Versions("7+") List<ForgottenTopic> forgottenTopicsData,
        @Versions("11+") @Ignorable String rackId) implements Request {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** The follower that is fetching. */
    public record ReplicaState(@Absent("-1") int replicaId, @Absent("-1") long replicaEpoch) {}

    /** The partitions to read of one topic. */
    public record FetchTopic(
            @Versions("4-12") @Ignorable String topic,
            @Versions("13+") @Ignorable UUID topicId,
            List<FetchPartition> partitions) {}

    /** Where to read one partition from, and how much. */
    public record FetchPartition(
            int partition,
            @Versions("9+") @Absent("-1") @Ignorable int currentLeaderEpoch,
            long fetchOffset,
            @Versions("12+") @Absent("-1") int lastFetchedEpoch,
            @Versions("5+") @Absent("-1") @Ignorable long logStartOffset,
            int partitionMaxBytes,
            @Versions("17+") @Tagged(0) @Ignorable UUID replicaDirectoryId,
            @Versions("18+") @Tagged(1) @Absent("9223372036854775807") @Ignorable long highWatermark) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link FetchPartition}. */
        public static final class Builder {
            private int partition;
            private int currentLeaderEpoch = -1;
            private long fetchOffset;
            private int lastFetchedEpoch = -1;
            private long logStartOffset = -1L;
            private int partitionMaxBytes;
            private UUID replicaDirectoryId = KafkaUuid.ZERO;
            private long highWatermark = Long.MAX_VALUE;

            private Builder() {}

            public Builder partition(int partition) {
                this.partition = partition;
                return this;
            }

            public Builder currentLeaderEpoch(int currentLeaderEpoch) {
                this.currentLeaderEpoch = currentLeaderEpoch;
                return this;
            }

            public Builder fetchOffset(long fetchOffset) {
                this.fetchOffset = fetchOffset;
                return this;
            }

            public Builder lastFetchedEpoch(int lastFetchedEpoch) {
                this.lastFetchedEpoch = lastFetchedEpoch;
                return this;
            }

            public Builder logStartOffset(long logStartOffset) {
                this.logStartOffset = logStartOffset;
                return this;
            }

            public Builder partitionMaxBytes(int partitionMaxBytes) {
                this.partitionMaxBytes = partitionMaxBytes;
                return this;
            }

            public Builder replicaDirectoryId(UUID replicaDirectoryId) {
                this.replicaDirectoryId = replicaDirectoryId;
                return this;
            }

            public Builder highWatermark(long highWatermark) {
                this.highWatermark = highWatermark;
                return this;
            }

            public FetchPartition build() {
                return new FetchPartition(partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset,
                        partitionMaxBytes, replicaDirectoryId, highWatermark);
            }
        }
    }

    /** Partitions that leave the session. */
    public record ForgottenTopic(
            @Versions("7-12") @Ignorable String topic,
            @Versions("13+") @Ignorable UUID topicId,
            List<Integer> partitions) {}

    /** Collects the components of a {@link FetchRequest}. */
    public static final class Builder {
        private @Nullable String clusterId;
        private int replicaId = -1;
        private ReplicaState replicaState = new ReplicaState(-1, -1L);
        private int maxWaitMs;
        private int minBytes;
        private int maxBytes = Integer.MAX_VALUE;
        private byte isolationLevel;
        private int sessionId;
        private int sessionEpoch = -1;
        private List<FetchTopic> topics = List.of();
        private List<ForgottenTopic> forgottenTopicsData = List.of();
        private String rackId = "";

        private Builder() {}

        public Builder clusterId(@Nullable String clusterId) {
            this.clusterId = clusterId;
            return this;
        }

        public Builder replicaId(int replicaId) {
            this.replicaId = replicaId;
            return this;
        }

        public Builder replicaState(ReplicaState replicaState) {
            this.replicaState = replicaState;
            return this;
        }

        public Builder maxWaitMs(int maxWaitMs) {
            this.maxWaitMs = maxWaitMs;
            return this;
        }

        public Builder minBytes(int minBytes) {
            this.minBytes = minBytes;
            return this;
        }

        public Builder maxBytes(int maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        public Builder isolationLevel(byte isolationLevel) {
            this.isolationLevel = isolationLevel;
            return this;
        }

        public Builder sessionId(int sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        public Builder sessionEpoch(int sessionEpoch) {
            this.sessionEpoch = sessionEpoch;
            return this;
        }

        public Builder topics(List<FetchTopic> topics) {
            this.topics = topics;
            return this;
        }

        public Builder forgottenTopicsData(List<ForgottenTopic> forgottenTopicsData) {
            this.forgottenTopicsData = forgottenTopicsData;
            return this;
        }

        public Builder rackId(String rackId) {
            this.rackId = rackId;
            return this;
        }

        public FetchRequest build() {
            return new FetchRequest(clusterId, replicaId, replicaState, maxWaitMs, minBytes, maxBytes, isolationLevel,
                    sessionId, sessionEpoch, topics, forgottenTopicsData, rackId);
        }
    }
}
