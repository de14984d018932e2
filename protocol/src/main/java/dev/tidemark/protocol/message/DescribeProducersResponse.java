package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The producers of each partition. */
@Api(key = ApiKey.DESCRIBE_PRODUCERS, versions = "0", flexible = "0+")
public record DescribeProducersResponse(
        int throttleTimeMs,
        List<TopicResponse> topics) implements Response {

    /** The partitions of one topic. */
    public record TopicResponse(String name, List<PartitionResponse> partitions) {}

    /** The producers of one partition. */
    public record PartitionResponse(
            int partitionIndex,
            short errorCode,
            @Absent("null") @Nullable String errorMessage,
            List<ProducerState> activeProducers) {}

    /** A producer; {@code currentTxnStartOffset} is -1 if it has no open transaction there. */
    public record ProducerState(
            long producerId,
            int producerEpoch,
            @Absent("-1") int lastSequence,
            @Absent("-1") long lastTimestamp,
            int coordinatorEpoch,
            @Absent("-1") long currentTxnStartOffset) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link ProducerState}. */
        public static final class Builder {
            private long producerId;
            private int producerEpoch;
            private int lastSequence = -1;
            private long lastTimestamp = -1;
            private int coordinatorEpoch;
            private long currentTxnStartOffset = -1;

            private Builder() {}

            public Builder producerId(long producerId) {
                this.producerId = producerId;
                return this;
            }

            public Builder producerEpoch(int producerEpoch) {
                this.producerEpoch = producerEpoch;
                return this;
            }

            public Builder lastSequence(int lastSequence) {
                this.lastSequence = lastSequence;
                return this;
            }

            public Builder lastTimestamp(long lastTimestamp) {
                this.lastTimestamp = lastTimestamp;
                return this;
            }

            public Builder coordinatorEpoch(int coordinatorEpoch) {
                this.coordinatorEpoch = coordinatorEpoch;
                return this;
            }

            public Builder currentTxnStartOffset(long currentTxnStartOffset) {
                this.currentTxnStartOffset = currentTxnStartOffset;
                return this;
            }

            public ProducerState build() {
                return new ProducerState(producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch,
                        currentTxnStartOffset);
            }
        }
    }
}
