package dev.tidemark.protocol.message;

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
 * What became of each partition of a {@link ProduceRequest}: base offset or error.
 *
 * <ul>
 * <li>5: adds {@code responses.partitionResponses.logStartOffset}</li>
 * <li>8: adds {@code responses.partitionResponses.recordErrors}, {@code
 *     responses.partitionResponses.errorMessage}; errors of single records (KIP-467)</li>
 * <li>9: first flexible version (compact lengths, tagged fields)</li>
 * <li>10: adds {@code responses.partitionResponses.currentLeader}, {@code nodeEndpoints}; new leaders and their
 *     addresses (KIP-951)</li>
 * <li>11: TRANSACTION_ABORTABLE (KIP-890)</li>
 * <li>13: adds {@code responses.topicId}; drops {@code responses.name}; topics by id only (KIP-516)</li>
 * </ul>
 */
@Api(key = ApiKey.PRODUCE, versions = "3-13", flexible = "9+")
public record ProduceResponse(
        List<TopicProduceResponse> responses,
        int throttleTimeMs,
        @Versions("10+") @Tagged(0) List<NodeEndpoint> nodeEndpoints) implements Response {

    /** The results of one topic. */
    public record TopicProduceResponse(
            @Versions("3-12") @Ignorable String name,
            @Versions("13+") @Ignorable UUID topicId,
            List<PartitionProduceResponse> partitionResponses) {}

    /** The result of one partition. */
    public record PartitionProduceResponse(
            int index,
            short errorCode,
            long baseOffset,
            @Absent("-1") long logAppendTimeMs,
            @Versions("5+") @Absent("-1") @Ignorable long logStartOffset,
            @Versions("8+") @Ignorable List<BatchIndexAndErrorMessage> recordErrors,
            @Versions("8+") @Absent("null") @Ignorable @Nullable String errorMessage,
            @Versions("10+") @Tagged(0) LeaderIdAndEpoch currentLeader) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link PartitionProduceResponse}. */
        public static final class Builder {
            private int index;
            private short errorCode;
            private long baseOffset;
            private long logAppendTimeMs = -1L;
            private long logStartOffset = -1L;
            private List<BatchIndexAndErrorMessage> recordErrors = List.of();
            private @Nullable String errorMessage;
            private LeaderIdAndEpoch currentLeader = new LeaderIdAndEpoch(-1, -1);

            private Builder() {}

            public Builder index(int index) {
                this.index = index;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder baseOffset(long baseOffset) {
                this.baseOffset = baseOffset;
                return this;
            }

            public Builder logAppendTimeMs(long logAppendTimeMs) {
                this.logAppendTimeMs = logAppendTimeMs;
                return this;
            }

            public Builder logStartOffset(long logStartOffset) {
                this.logStartOffset = logStartOffset;
                return this;
            }

            public Builder recordErrors(List<BatchIndexAndErrorMessage> recordErrors) {
                this.recordErrors = recordErrors;
                return this;
            }

            public Builder errorMessage(@Nullable String errorMessage) {
                this.errorMessage = errorMessage;
                return this;
            }

            public Builder currentLeader(LeaderIdAndEpoch currentLeader) {
                this.currentLeader = currentLeader;
                return this;
            }

            public PartitionProduceResponse build() {
                return new PartitionProduceResponse(index, errorCode, baseOffset, logAppendTimeMs, logStartOffset,
                        recordErrors,
                        errorMessage, currentLeader);
            }
        }
    }

    /** A record that made its batch fail, by its index in the batch. */
    public record BatchIndexAndErrorMessage(int batchIndex, @Absent("null") @Nullable String batchIndexErrorMessage) {}

    /** Who leads a partition, if the asked broker does not. */
    public record LeaderIdAndEpoch(@Absent("-1") int leaderId, @Absent("-1") int leaderEpoch) {}

    /** Where a broker listens. */
    public record NodeEndpoint(
            int nodeId,
            String host,
            int port,
            @Absent("null") @Nullable String rack) {}
}
