package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Adds partitions to transactions, or verifies that they are in (API 24). Clients use versions 0 to 3 with the
 * {@code v3AndBelow} components, brokers use the list.
 *
 * <ul>
 * <li>2: PRODUCER_FENCED may be answered (KIP-588)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: adds {@code transactions}; drops {@code v3AndBelowTransactionalId}, {@code v3AndBelowProducerId},
 *     {@code v3AndBelowProducerEpoch}, {@code v3AndBelowTopics}; many transactions at once, and verification,
 *     between brokers (KIP-890)</li>
 * <li>5: TRANSACTION_ABORTABLE may be answered (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.ADD_PARTITIONS_TO_TXN, versions = "0-5", flexible = "3+")
public record AddPartitionsToTxnRequest(
        @Versions("4+") List<AddPartitionsToTxnTransaction> transactions,
        @Versions("0-3") String v3AndBelowTransactionalId,
        @Versions("0-3") long v3AndBelowProducerId,
        @Versions("0-3") short v3AndBelowProducerEpoch,
        @Versions("0-3") List<AddPartitionsToTxnTopic> v3AndBelowTopics) implements Request {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** Partitions of one topic. */
    public record AddPartitionsToTxnTopic(String name, List<Integer> partitions) {}

    /** One transaction and its partitions. */
    public record AddPartitionsToTxnTransaction(
            String transactionalId,
            long producerId,
            short producerEpoch,
            boolean verifyOnly,
            List<AddPartitionsToTxnTopic> topics) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link AddPartitionsToTxnTransaction}. */
        public static final class Builder {
            private String transactionalId = "";
            private long producerId;
            private short producerEpoch;
            private boolean verifyOnly;
            private List<AddPartitionsToTxnTopic> topics = List.of();

            private Builder() {}

            public Builder transactionalId(String transactionalId) {
                this.transactionalId = transactionalId;
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

            public Builder verifyOnly(boolean verifyOnly) {
                this.verifyOnly = verifyOnly;
                return this;
            }

            public Builder topics(List<AddPartitionsToTxnTopic> topics) {
                this.topics = topics;
                return this;
            }

            public AddPartitionsToTxnTransaction build() {
                return new AddPartitionsToTxnTransaction(transactionalId, producerId, producerEpoch, verifyOnly,
                        topics);
            }
        }
    }

    /** Collects the components of a {@link AddPartitionsToTxnRequest}. */
    public static final class Builder {
        private List<AddPartitionsToTxnTransaction> transactions = List.of();
        private String v3AndBelowTransactionalId = "";
        private long v3AndBelowProducerId;
        private short v3AndBelowProducerEpoch;
        private List<AddPartitionsToTxnTopic> v3AndBelowTopics = List.of();

        private Builder() {}

        public Builder transactions(List<AddPartitionsToTxnTransaction> transactions) {
            this.transactions = transactions;
            return this;
        }

        public Builder v3AndBelowTransactionalId(String v3AndBelowTransactionalId) {
            this.v3AndBelowTransactionalId = v3AndBelowTransactionalId;
            return this;
        }

        public Builder v3AndBelowProducerId(long v3AndBelowProducerId) {
            this.v3AndBelowProducerId = v3AndBelowProducerId;
            return this;
        }

        public Builder v3AndBelowProducerEpoch(short v3AndBelowProducerEpoch) {
            this.v3AndBelowProducerEpoch = v3AndBelowProducerEpoch;
            return this;
        }

        public Builder v3AndBelowTopics(List<AddPartitionsToTxnTopic> v3AndBelowTopics) {
            this.v3AndBelowTopics = v3AndBelowTopics;
            return this;
        }

        public AddPartitionsToTxnRequest build() {
            return new AddPartitionsToTxnRequest(transactions, v3AndBelowTransactionalId, v3AndBelowProducerId,
                    v3AndBelowProducerEpoch,
                    v3AndBelowTopics);
        }
    }
}
