package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored offsets; an offset of -1 means none. Up to version 7 one group at the top level, from version 8 a
 * list of groups.
 *
 * <ul>
 * <li>2: adds {@code errorCode}</li>
 * <li>3: adds {@code throttleTimeMs}</li>
 * <li>4: sent before the throttle (KIP-219)</li>
 * <li>5: adds {@code topics.partitions.committedLeaderEpoch}; leader epoch (KIP-320)</li>
 * <li>6: first flexible version (compact lengths, tagged fields)</li>
 * <li>7: UNSTABLE_OFFSET_COMMIT (KIP-447)</li>
 * <li>8: adds {@code groups}; drops {@code topics}, {@code errorCode}; several groups at once (KIP-709)</li>
 * <li>9: UNKNOWN_MEMBER_ID and STALE_MEMBER_EPOCH may be answered (KIP-848)</li>
 * <li>10: adds {@code groups.topics.topicId}; drops {@code groups.topics.name}; topics by id only
 *     (KIP-848)</li>
 * </ul>
 */
@Api(key = ApiKey.OFFSET_FETCH, versions = "1-10", flexible = "6+")
public record OffsetFetchResponse(
        @Versions("3+") @Ignorable int throttleTimeMs,
        @Versions("1-7") List<OffsetFetchResponseTopic> topics,
        @Versions("2-7") @Ignorable short errorCode,
        @Versions("8+") List<OffsetFetchResponseGroup> groups) implements Response {

    /** Offsets of one topic, up to version 7. */
    public record OffsetFetchResponseTopic(String name, List<OffsetFetchResponsePartition> partitions) {}

    /** Offset of one partition, up to version 7. */
    public record OffsetFetchResponsePartition(
            int partitionIndex,
            long committedOffset,
            @Versions("5+") @Absent("-1") @Ignorable int committedLeaderEpoch,
            @Nullable String metadata,
            short errorCode) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link OffsetFetchResponsePartition}. */
        public static final class Builder {
            private int partitionIndex;
            private long committedOffset;
            private int committedLeaderEpoch = -1;
            private @Nullable String metadata = "";
            private short errorCode;

            private Builder() {}

            public Builder partitionIndex(int partitionIndex) {
                this.partitionIndex = partitionIndex;
                return this;
            }

            public Builder committedOffset(long committedOffset) {
                this.committedOffset = committedOffset;
                return this;
            }

            public Builder committedLeaderEpoch(int committedLeaderEpoch) {
                this.committedLeaderEpoch = committedLeaderEpoch;
                return this;
            }

            public Builder metadata(@Nullable String metadata) {
                this.metadata = metadata;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public OffsetFetchResponsePartition build() {
                return new OffsetFetchResponsePartition(partitionIndex, committedOffset, committedLeaderEpoch, metadata,
                        errorCode);
            }
        }
    }

    /** Offsets of one group. */
    public record OffsetFetchResponseGroup(
            String groupId,
            List<OffsetFetchResponseTopics> topics,
            short errorCode) {}

    /** Offsets of one topic, from version 8. */
    public record OffsetFetchResponseTopics(
            @Versions("8-9") @Ignorable String name,
            @Versions("10+") @Ignorable UUID topicId,
            List<OffsetFetchResponsePartitions> partitions) {}

    /** Offset of one partition, from version 8. */
    public record OffsetFetchResponsePartitions(
            int partitionIndex,
            long committedOffset,
            @Absent("-1") int committedLeaderEpoch,
            @Nullable String metadata,
            short errorCode) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link OffsetFetchResponsePartitions}. */
        public static final class Builder {
            private int partitionIndex;
            private long committedOffset;
            private int committedLeaderEpoch = -1;
            private @Nullable String metadata = "";
            private short errorCode;

            private Builder() {}

            public Builder partitionIndex(int partitionIndex) {
                this.partitionIndex = partitionIndex;
                return this;
            }

            public Builder committedOffset(long committedOffset) {
                this.committedOffset = committedOffset;
                return this;
            }

            public Builder committedLeaderEpoch(int committedLeaderEpoch) {
                this.committedLeaderEpoch = committedLeaderEpoch;
                return this;
            }

            public Builder metadata(@Nullable String metadata) {
                this.metadata = metadata;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public OffsetFetchResponsePartitions build() {
                return new OffsetFetchResponsePartitions(partitionIndex, committedOffset, committedLeaderEpoch,
                        metadata, errorCode);
            }
        }
    }
}
