package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Tagged;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State of a transactional id in {@code __transaction_state}.
 *
 * <ul>
 * <li>1: adds {@code previousProducerId}, {@code nextProducerId}, {@code nextProducerEpoch}, {@code
 *     clientTransactionVersion}; first flexible version (compact lengths, tagged fields); epochs raised with every
 *     transaction (KIP-890)</li>
 * </ul>
 */
@Payload(versions = "0-1", flexible = "1+")
public record TransactionLogValue(
        long producerId,
        @Versions("1+") @Tagged(0) @Absent("-1") @Ignorable long previousProducerId,
        @Versions("1+") @Tagged(1) @Absent("-1") @Ignorable long nextProducerId,
        short producerEpoch,
        @Versions("1+") @Tagged(3) @Absent("-1") @Ignorable short nextProducerEpoch,
        int transactionTimeoutMs,
        byte transactionStatus,
        @Nullable List<PartitionsSchema> transactionPartitions,
        long transactionLastUpdateTimestampMs,
        long transactionStartTimestampMs,
        @Versions("1+") @Tagged(2) @Ignorable short clientTransactionVersion) {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** Partitions of one topic that the transaction has written to. */
    public record PartitionsSchema(String topic, List<Integer> partitionIds) {}

    /** Collects the components of a {@link TransactionLogValue}. */
    public static final class Builder {
        private long producerId;
        private long previousProducerId = -1L;
        private long nextProducerId = -1L;
        private short producerEpoch;
        private short nextProducerEpoch = -1;
        private int transactionTimeoutMs;
        private byte transactionStatus;
        private @Nullable List<PartitionsSchema> transactionPartitions = List.of();
        private long transactionLastUpdateTimestampMs;
        private long transactionStartTimestampMs;
        private short clientTransactionVersion;

        private Builder() {}

        public Builder producerId(long producerId) {
            this.producerId = producerId;
            return this;
        }

        public Builder previousProducerId(long previousProducerId) {
            this.previousProducerId = previousProducerId;
            return this;
        }

        public Builder nextProducerId(long nextProducerId) {
            this.nextProducerId = nextProducerId;
            return this;
        }

        public Builder producerEpoch(short producerEpoch) {
            this.producerEpoch = producerEpoch;
            return this;
        }

        public Builder nextProducerEpoch(short nextProducerEpoch) {
            this.nextProducerEpoch = nextProducerEpoch;
            return this;
        }

        public Builder transactionTimeoutMs(int transactionTimeoutMs) {
            this.transactionTimeoutMs = transactionTimeoutMs;
            return this;
        }

        public Builder transactionStatus(byte transactionStatus) {
            this.transactionStatus = transactionStatus;
            return this;
        }

        public Builder transactionPartitions(@Nullable List<PartitionsSchema> transactionPartitions) {
            this.transactionPartitions = transactionPartitions;
            return this;
        }

        public Builder transactionLastUpdateTimestampMs(long transactionLastUpdateTimestampMs) {
            this.transactionLastUpdateTimestampMs = transactionLastUpdateTimestampMs;
            return this;
        }

        public Builder transactionStartTimestampMs(long transactionStartTimestampMs) {
            this.transactionStartTimestampMs = transactionStartTimestampMs;
            return this;
        }

        public Builder clientTransactionVersion(short clientTransactionVersion) {
            this.clientTransactionVersion = clientTransactionVersion;
            return this;
        }

        public TransactionLogValue build() {
            return new TransactionLogValue(producerId, previousProducerId, nextProducerId, producerEpoch,
                    nextProducerEpoch,
                    transactionTimeoutMs, transactionStatus, transactionPartitions,
                    transactionLastUpdateTimestampMs, transactionStartTimestampMs, clientTransactionVersion);
        }
    }
}
