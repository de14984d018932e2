package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * The offset found for each partition of a {@link ListOffsetsRequest}.
 *
 * <ul>
 * <li>2: adds {@code throttleTimeMs}</li>
 * <li>4: adds {@code topics.partitions.leaderEpoch}; leader epoch of the record found (KIP-320)</li>
 * <li>6: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_OFFSETS, versions = "1-11", flexible = "6+")
public record ListOffsetsResponse(
        @Versions("2+") @Ignorable int throttleTimeMs,
        List<ListOffsetsTopicResponse> topics) implements Response {

    /** What was found in one topic. */
    public record ListOffsetsTopicResponse(String name, List<ListOffsetsPartitionResponse> partitions) {}

    /** What was found in one partition. */
    public record ListOffsetsPartitionResponse(
            int partitionIndex,
            short errorCode,
            @Absent("-1") long timestamp,
            @Absent("-1") long offset,
            @Versions("4+") @Absent("-1") int leaderEpoch) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link ListOffsetsPartitionResponse}. */
        public static final class Builder {
            private int partitionIndex;
            private short errorCode;
            private long timestamp = -1L;
            private long offset = -1L;
            private int leaderEpoch = -1;

            private Builder() {}

            public Builder partitionIndex(int partitionIndex) {
                this.partitionIndex = partitionIndex;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder timestamp(long timestamp) {
                this.timestamp = timestamp;
                return this;
            }

            public Builder offset(long offset) {
                this.offset = offset;
                return this;
            }

            public Builder leaderEpoch(int leaderEpoch) {
                this.leaderEpoch = leaderEpoch;
                return this;
            }

            public ListOffsetsPartitionResponse build() {
                return new ListOffsetsPartitionResponse(partitionIndex, errorCode, timestamp, offset, leaderEpoch);
            }
        }
    }
}
