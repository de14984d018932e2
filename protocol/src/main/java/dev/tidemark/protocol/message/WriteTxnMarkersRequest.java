package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Ends transactions in partitions by control batches: what a transaction coordinator sends to leaders, and an administrator to abort a hanging transaction (API 27).
 *
 * <ul>
 * <li>2: adds {@code markers.transactionVersion}; the transaction protocol that the epoch follows (KIP-1228)</li>
 * </ul>
 */
@Api(key = ApiKey.WRITE_TXN_MARKERS, versions = "1-2", flexible = "1+")
public record WriteTxnMarkersRequest(
        List<WritableTxnMarker> markers) implements Request {

    /** The end of one producer's transaction. */
    public record WritableTxnMarker(
            long producerId,
            short producerEpoch,
            boolean transactionResult,
            List<WritableTxnMarkerTopic> topics,
            int coordinatorEpoch,
            @Versions("2+") @Ignorable byte transactionVersion) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link WritableTxnMarker}. */
        public static final class Builder {
            private long producerId;
            private short producerEpoch;
            private boolean transactionResult;
            private List<WritableTxnMarkerTopic> topics = List.of();
            private int coordinatorEpoch;
            private byte transactionVersion;

            private Builder() {}

            public Builder producerId(long producerId) {
                this.producerId = producerId;
                return this;
            }

            public Builder producerEpoch(short producerEpoch) {
                this.producerEpoch = producerEpoch;
                return this;
            }

            public Builder transactionResult(boolean transactionResult) {
                this.transactionResult = transactionResult;
                return this;
            }

            public Builder topics(List<WritableTxnMarkerTopic> topics) {
                this.topics = topics;
                return this;
            }

            public Builder coordinatorEpoch(int coordinatorEpoch) {
                this.coordinatorEpoch = coordinatorEpoch;
                return this;
            }

            public Builder transactionVersion(byte transactionVersion) {
                this.transactionVersion = transactionVersion;
                return this;
            }

            public WritableTxnMarker build() {
                return new WritableTxnMarker(producerId, producerEpoch, transactionResult, topics, coordinatorEpoch,
                        transactionVersion);
            }
        }
    }

    /** Where the marker goes. */
    public record WritableTxnMarkerTopic(String name, List<Integer> partitionIndexes) {}
}
