package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Versions;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer tells its group's leader, carried opaquely in {@link JoinGroupRequest}. Two bytes of version
 * come first; a reader takes versions it does not know as its newest.
 *
 * <ul>
 * <li>1: adds {@code ownedPartitions}; cooperative rebalance (KIP-429)</li>
 * <li>2: adds {@code generationId}; stale claims are recognised (KIP-792)</li>
 * <li>3: adds {@code rackId}; rack-aware assignment (KIP-881)</li>
 * </ul>
 */
@Payload(versions = "0-3", flexible = "none")
public record ConsumerProtocolSubscription(
        List<String> topics,
        @Absent("null") @Nullable ByteBuffer userData,
        @Versions("1+") @Ignorable List<TopicPartition> ownedPartitions,
        @Versions("2+") @Absent("-1") @Ignorable int generationId,
        @Versions("3+") @Absent("null") @Ignorable @Nullable String rackId) {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** Partitions of one topic. */
    public record TopicPartition(String topic, List<Integer> partitions) {}

    /** Collects the components of a {@link ConsumerProtocolSubscription}. */
    public static final class Builder {
        private List<String> topics = List.of();
        private @Nullable ByteBuffer userData;
        private List<TopicPartition> ownedPartitions = List.of();
        private int generationId = -1;
        private @Nullable String rackId;

        private Builder() {}

        public Builder topics(List<String> topics) {
            this.topics = topics;
            return this;
        }

        public Builder userData(@Nullable ByteBuffer userData) {
            this.userData = userData;
            return this;
        }

        public Builder ownedPartitions(List<TopicPartition> ownedPartitions) {
            this.ownedPartitions = ownedPartitions;
            return this;
        }

        public Builder generationId(int generationId) {
            this.generationId = generationId;
            return this;
        }

        public Builder rackId(@Nullable String rackId) {
            this.rackId = rackId;
            return this;
        }

        public ConsumerProtocolSubscription build() {
            return new ConsumerProtocolSubscription(topics, userData, ownedPartitions, generationId, rackId);
        }
    }
}
