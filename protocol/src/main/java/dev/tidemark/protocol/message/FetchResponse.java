package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Tagged;
import dev.tidemark.protocol.codec.Versions;
import dev.tidemark.record.RecordBytes;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Record batches per partition, with the offsets a reader needs to judge them.
 *
 * <ul>
 * <li>5: adds {@code responses.partitions.logStartOffset}; log start for readers (KIP-107)</li>
 * <li>6: KAFKA_STORAGE_ERROR may occur</li>
 * <li>7: adds {@code errorCode}, {@code sessionId}; incremental sessions (KIP-227)</li>
 * <li>8: sent before the throttle, not after (KIP-219)</li>
 * <li>10: batches may use zstd (KIP-110)</li>
 * <li>11: adds {@code responses.partitions.preferredReadReplica}; a nearer replica may be named (KIP-392)</li>
 * <li>12: adds {@code responses.partitions.divergingEpoch}, {@code responses.partitions.currentLeader}, {@code
 *     responses.partitions.snapshotId}; first flexible version (compact lengths, tagged fields); divergence and
 *     current leader (KIP-595)</li>
 * <li>13: adds {@code responses.topicId}; drops {@code responses.topic}; topics by id only (KIP-516)</li>
 * <li>16: adds {@code nodeEndpoints}; addresses of new leaders (KIP-951)</li>
 * </ul>
 */
@Api(key = ApiKey.FETCH, versions = "4-18", flexible = "12+")
public record FetchResponse(
        int throttleTimeMs,
        @Versions("7+") @Ignorable short errorCode,
        @Versions("7+") int sessionId,
        List<FetchableTopicResponse> responses,
        @Versions("16+") @Tagged(0) List<NodeEndpoint> nodeEndpoints) implements Response {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** What was read of one topic. */
    public record FetchableTopicResponse(
            @Versions("4-12") @Ignorable String topic,
            @Versions("13+") @Ignorable UUID topicId,
            List<PartitionData> partitions) {}

    /** What was read of one partition. */
    public record PartitionData(
            int partitionIndex,
            short errorCode,
            long highWatermark,
            @Absent("-1") long lastStableOffset,
            @Versions("5+") @Absent("-1") @Ignorable long logStartOffset,
            @Versions("12+") @Tagged(0) EpochEndOffset divergingEpoch,
            @Versions("12+") @Tagged(1) LeaderIdAndEpoch currentLeader,
            @Versions("12+") @Tagged(2) SnapshotId snapshotId,
            @Nullable List<AbortedTransaction> abortedTransactions,
            @Versions("11+") @Absent("-1") int preferredReadReplica,
            @Nullable RecordBytes records) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link PartitionData}. */
        public static final class Builder {
            private int partitionIndex;
            private short errorCode;
            private long highWatermark;
            private long lastStableOffset = -1L;
            private long logStartOffset = -1L;
            private EpochEndOffset divergingEpoch = new EpochEndOffset(-1, -1L);
            private LeaderIdAndEpoch currentLeader = new LeaderIdAndEpoch(-1, -1);
            private SnapshotId snapshotId = new SnapshotId(-1L, -1);
            private @Nullable List<AbortedTransaction> abortedTransactions = List.of();
            private int preferredReadReplica = -1;
            private @Nullable RecordBytes records;

            private Builder() {}

            public Builder partitionIndex(int partitionIndex) {
                this.partitionIndex = partitionIndex;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder highWatermark(long highWatermark) {
                this.highWatermark = highWatermark;
                return this;
            }

            public Builder lastStableOffset(long lastStableOffset) {
                this.lastStableOffset = lastStableOffset;
                return this;
            }

            public Builder logStartOffset(long logStartOffset) {
                this.logStartOffset = logStartOffset;
                return this;
            }

            public Builder divergingEpoch(EpochEndOffset divergingEpoch) {
                this.divergingEpoch = divergingEpoch;
                return this;
            }

            public Builder currentLeader(LeaderIdAndEpoch currentLeader) {
                this.currentLeader = currentLeader;
                return this;
            }

            public Builder snapshotId(SnapshotId snapshotId) {
                this.snapshotId = snapshotId;
                return this;
            }

            public Builder abortedTransactions(@Nullable List<AbortedTransaction> abortedTransactions) {
                this.abortedTransactions = abortedTransactions;
                return this;
            }

            public Builder preferredReadReplica(int preferredReadReplica) {
                this.preferredReadReplica = preferredReadReplica;
                return this;
            }

            public Builder records(@Nullable RecordBytes records) {
                this.records = records;
                return this;
            }

            public PartitionData build() {
                return new PartitionData(partitionIndex, errorCode, highWatermark, lastStableOffset, logStartOffset,
                        divergingEpoch, currentLeader, snapshotId, abortedTransactions, preferredReadReplica,
                        records);
            }
        }
    }

    /** The point from which the reader's log is known to differ. */
    public record EpochEndOffset(@Absent("-1") int epoch, @Absent("-1") long endOffset) {}

    /** Who leads a partition, if the asked broker does not. */
    public record LeaderIdAndEpoch(@Absent("-1") int leaderId, @Absent("-1") int leaderEpoch) {}

    /** The snapshot to load instead. */
    public record SnapshotId(@Absent("-1") long endOffset, @Absent("-1") int epoch) {}

    /** A producer whose records from an offset on are to be skipped until its abort marker. */
    public record AbortedTransaction(long producerId, long firstOffset) {}

    /** Where a broker listens. */
    public record NodeEndpoint(
            int nodeId,
            String host,
            int port,
            @Absent("null") @Nullable String rack) {}

    /** Collects the components of a {@link FetchResponse}. */
    public static final class Builder {
        private int throttleTimeMs;
        private short errorCode;
        private int sessionId;
        private List<FetchableTopicResponse> responses = List.of();
        private List<NodeEndpoint> nodeEndpoints = List.of();

        private Builder() {}

        public Builder throttleTimeMs(int throttleTimeMs) {
            this.throttleTimeMs = throttleTimeMs;
            return this;
        }

        public Builder errorCode(short errorCode) {
            this.errorCode = errorCode;
            return this;
        }

        public Builder sessionId(int sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        public Builder responses(List<FetchableTopicResponse> responses) {
            this.responses = responses;
            return this;
        }

        public Builder nodeEndpoints(List<NodeEndpoint> nodeEndpoints) {
            this.nodeEndpoints = nodeEndpoints;
            return this;
        }

        public FetchResponse build() {
            return new FetchResponse(throttleTimeMs, errorCode, sessionId, responses, nodeEndpoints);
        }
    }
}
