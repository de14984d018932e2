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
 * Stores a group's offsets as part of a transaction (API 28).
 *
 * <ul>
 * <li>2: adds {@code topics.partitions.committedLeaderEpoch}; leader epoch of the record (KIP-320)</li>
 * <li>3: adds {@code generationIdOrMemberEpoch}, {@code memberId}, {@code groupInstanceId}; first flexible
 *     version (compact lengths, tagged fields); fencing by the group's generation (KIP-447)</li>
 * <li>4: TRANSACTION_ABORTABLE may be answered (KIP-890)</li>
 * <li>5: also adds the offsets partition with the second transaction protocol (KIP-890)</li>
 * <li>6: adds {@code topics.topicId}; drops {@code topics.name}; topics by id only</li>
 * </ul>
 */
@Api(key = ApiKey.TXN_OFFSET_COMMIT, versions = "0-6", flexible = "3+")
public record TxnOffsetCommitRequest(
        String transactionalId,
        String groupId,
        long producerId,
        short producerEpoch,
        @Versions("3+") @Absent("-1") int generationIdOrMemberEpoch,
        @Versions("3+") String memberId,
        @Versions("3+") @Absent("null") @Nullable String groupInstanceId,
        List<TxnOffsetCommitRequestTopic> topics) implements Request {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** The offsets of one topic. */
    public record TxnOffsetCommitRequestTopic(
            @Versions("0-5") @Ignorable String name,
            @Versions("6+") @Ignorable UUID topicId,
            List<TxnOffsetCommitRequestPartition> partitions) {}

    /** The offset of one partition: the next record to read. */
    public record TxnOffsetCommitRequestPartition(
            int partitionIndex,
            long committedOffset,
            @Versions("2+") @Absent("-1") @Ignorable int committedLeaderEpoch,
            @Nullable String committedMetadata) {}

    /** Collects the components of a {@link TxnOffsetCommitRequest}. */
    public static final class Builder {
        private String transactionalId = "";
        private String groupId = "";
        private long producerId;
        private short producerEpoch;
        private int generationIdOrMemberEpoch = -1;
        private String memberId = "";
        private @Nullable String groupInstanceId;
        private List<TxnOffsetCommitRequestTopic> topics = List.of();

        private Builder() {}

        public Builder transactionalId(String transactionalId) {
            this.transactionalId = transactionalId;
            return this;
        }

        public Builder groupId(String groupId) {
            this.groupId = groupId;
            return this;
        }

        public Builder producerId(long producerId) {
            this.producerId = producerId;
            return this;
        }

        public Builder producerEpoch(short producerEpoch) {
            this.producerEpoch = producerEpoch;
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

        public Builder topics(List<TxnOffsetCommitRequestTopic> topics) {
            this.topics = topics;
            return this;
        }

        public TxnOffsetCommitRequest build() {
            return new TxnOffsetCommitRequest(transactionalId, groupId, producerId, producerEpoch,
                    generationIdOrMemberEpoch, memberId,
                    groupInstanceId, topics);
        }
    }
}
