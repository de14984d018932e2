package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Unsigned;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Leader, voters and observers of the metadata log.
 *
 * <ul>
 * <li>1: adds the two timestamps of a replica (KIP-836)</li>
 * <li>2: adds messages, {@code nodes} and the replicas' directory ids (KIP-853)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_QUORUM, versions = "0-2", flexible = "0+")
public record DescribeQuorumResponse(
        short errorCode,
        @Versions("2+") @Ignorable @Nullable String errorMessage,
        List<TopicData> topics,
        @Versions("2+") List<Node> nodes) implements Response {

    /** The partitions of one topic. */
    public record TopicData(String topicName, List<PartitionData> partitions) {}

    /** A node and where it listens. */
    public record Node(int nodeId, List<Listener> listeners) {}

    /** One partition. */
    public record PartitionData(
            int partitionIndex,
            short errorCode,
            @Versions("2+") @Ignorable @Nullable String errorMessage,
            int leaderId,
            int leaderEpoch,
            long highWatermark,
            List<ReplicaState> currentVoters,
            List<ReplicaState> observers) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link PartitionData}. */
        public static final class Builder {
            private int partitionIndex;
            private short errorCode;
            private @Nullable String errorMessage;
            private int leaderId;
            private int leaderEpoch;
            private long highWatermark;
            private List<ReplicaState> currentVoters = List.of();
            private List<ReplicaState> observers = List.of();

            private Builder() {}

            public Builder partitionIndex(int partitionIndex) {
                this.partitionIndex = partitionIndex;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder errorMessage(@Nullable String errorMessage) {
                this.errorMessage = errorMessage;
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

            public Builder highWatermark(long highWatermark) {
                this.highWatermark = highWatermark;
                return this;
            }

            public Builder currentVoters(List<ReplicaState> currentVoters) {
                this.currentVoters = currentVoters;
                return this;
            }

            public Builder observers(List<ReplicaState> observers) {
                this.observers = observers;
                return this;
            }

            public PartitionData build() {
                return new PartitionData(partitionIndex, errorCode, errorMessage, leaderId, leaderEpoch, highWatermark,
                        currentVoters, observers);
            }
        }
    }

    /** One address. */
    public record Listener(
            String name,
            String host,
            @Unsigned int port) {}

    /** One replica as the leader knows it; -1 for what is not known. */
    public record ReplicaState(
            int replicaId,
            @Versions("2+") UUID replicaDirectoryId,
            long logEndOffset,
            @Versions("1+") @Absent("-1") @Ignorable long lastFetchTimestamp,
            @Versions("1+") @Absent("-1") @Ignorable long lastCaughtUpTimestamp) {}
}
