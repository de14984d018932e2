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
 * Stores how far a group has read (API 8).
 *
 * <ul>
 * <li>5: drops {@code retentionTimeMs}; retention is the broker's business alone (KIP-211)</li>
 * <li>6: adds {@code topics.partitions.committedLeaderEpoch}; leader epoch of the record (KIP-320)</li>
 * <li>7: adds {@code groupInstanceId}; static members (KIP-345)</li>
 * <li>8: first flexible version (compact lengths, tagged fields)</li>
 * <li>9: also for members of consumer groups (KIP-848)</li>
 * <li>10: adds {@code topics.topicId}; drops {@code topics.name}; topics by id only (KIP-848)</li>
 * </ul>
 */
@Api(key = ApiKey.OFFSET_COMMIT, versions = "2-10", flexible = "8+")
public record OffsetCommitRequest(
        String groupId,
        @Absent("-1") int generationIdOrMemberEpoch,
        String memberId,
        @Versions("7+") @Absent("null") @Nullable String groupInstanceId,
        @Versions("2-4") @Absent("-1") @Ignorable long retentionTimeMs,
        List<OffsetCommitRequestTopic> topics) implements Request {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** The offsets of one topic. */
    public record OffsetCommitRequestTopic(
            @Versions("2-9") @Ignorable String name,
            @Versions("10+") @Ignorable UUID topicId,
            List<OffsetCommitRequestPartition> partitions) {}

    /** The offset of one partition: the next record to read. */
    public record OffsetCommitRequestPartition(
            int partitionIndex,
            long committedOffset,
            @Versions("6+") @Absent("-1") @Ignorable int committedLeaderEpoch,
            @Nullable String committedMetadata) {}

    /** Collects the components of a {@link OffsetCommitRequest}. */
    public static final class Builder {
        private String groupId = "";
        private int generationIdOrMemberEpoch = -1;
        private String memberId = "";
        private @Nullable String groupInstanceId;
        private long retentionTimeMs = -1L;
        private List<OffsetCommitRequestTopic> topics = List.of();

        private Builder() {}

        public Builder groupId(String groupId) {
            this.groupId = groupId;
            return this;
        }

        public Builder generationIdOrMemberEpoch(int generationIdOrMemberEpoch) {
            this.generationIdOrMemberEpoch = generationIdOrMemberEpoch;
            return this;
        }

        public Builder memberId(String memberId) {
            this.memberId = memberId;
            return this;
        }

        public Builder groupInstanceId(@Nullable String groupInstanceId) {
            this.groupInstanceId = groupInstanceId;
            return this;
        }

        public Builder retentionTimeMs(long retentionTimeMs) {
            this.retentionTimeMs = retentionTimeMs;
            return this;
        }

        public Builder topics(List<OffsetCommitRequestTopic> topics) {
            this.topics = topics;
            return this;
        }

        public OffsetCommitRequest build() {
            return new OffsetCommitRequest(groupId, generationIdOrMemberEpoch, memberId, groupInstanceId,
                    retentionTimeMs, topics);
        }
    }
}
