package dev.tidemark.protocol.message;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Tagged;
import dev.tidemark.protocol.codec.Versions;
import java.util.UUID;

/**
 * Value of a stored offset in {@code __consumer_offsets}.
 *
 * <ul>
 * <li>1: adds {@code expireTimestamp}; a retention of its own</li>
 * <li>2: drops {@code expireTimestamp}</li>
 * <li>3: adds {@code leaderEpoch}; KIP-320</li>
 * <li>4: adds {@code topicId}; first flexible version (compact lengths, tagged fields); a topic made again does
 *     not inherit offsets (KIP-848)</li>
 * </ul>
 */
@Payload(versions = "0-4", flexible = "4+")
public record OffsetCommitValue(
        long offset,
        @Versions("3+") @Absent("-1") @Ignorable int leaderEpoch,
        String metadata,
        long commitTimestamp,
        @Versions("1") @Absent("-1") @Ignorable long expireTimestamp,
        @Versions("4+") @Tagged(0) @Ignorable UUID topicId) {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the components of a {@link OffsetCommitValue}. */
    public static final class Builder {
        private long offset;
        private int leaderEpoch = -1;
        private String metadata = "";
        private long commitTimestamp;
        private long expireTimestamp = -1L;
        private UUID topicId = KafkaUuid.ZERO;

        private Builder() {}

        public Builder offset(long offset) {
            this.offset = offset;
            return this;
        }

        public Builder leaderEpoch(int leaderEpoch) {
            this.leaderEpoch = leaderEpoch;
            return this;
        }

        public Builder metadata(String metadata) {
            this.metadata = metadata;
            return this;
        }

        public Builder commitTimestamp(long commitTimestamp) {
            this.commitTimestamp = commitTimestamp;
            return this;
        }

        public Builder expireTimestamp(long expireTimestamp) {
            this.expireTimestamp = expireTimestamp;
            return this;
        }

        public Builder topicId(UUID topicId) {
            this.topicId = topicId;
            return this;
        }

        public OffsetCommitValue build() {
            return new OffsetCommitValue(offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp, topicId);
        }
    }
}
