package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Tagged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each transactional id is doing. */
@Api(key = ApiKey.DESCRIBE_TRANSACTIONS, versions = "0", flexible = "0+")
public record DescribeTransactionsResponse(
        int throttleTimeMs,
        List<TransactionState> transactionStates) implements Response {

    /**
     * One transactional id. {@code writerClientId} and {@code writerClientHost} say who spoke last for it, if this broker heard anybody since its start;
     * they are our own, behind the tags that Kafka uses, and stock clients skip them.
     */
    public record TransactionState(
            short errorCode,
            String transactionalId,
            String transactionState,
            int transactionTimeoutMs,
            long transactionStartTimeMs,
            long producerId,
            short producerEpoch,
            List<TopicData> topics,
            @Tagged(Tagged.OWN) @Absent("null") @Nullable String writerClientId,
            @Tagged(Tagged.OWN + 1) @Absent("null") @Nullable String writerClientHost) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link TransactionState}. */
        public static final class Builder {
            private short errorCode;
            private String transactionalId = "";
            private String transactionState = "";
            private int transactionTimeoutMs;
            private long transactionStartTimeMs;
            private long producerId;
            private short producerEpoch;
            private List<TopicData> topics = List.of();
            private @Nullable String writerClientId;
            private @Nullable String writerClientHost;

            private Builder() {}

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder transactionalId(String transactionalId) {
                this.transactionalId = transactionalId;
                return this;
            }

            public Builder transactionState(String transactionState) {
                this.transactionState = transactionState;
                return this;
            }

            public Builder transactionTimeoutMs(int transactionTimeoutMs) {
                this.transactionTimeoutMs = transactionTimeoutMs;
                return this;
            }

            public Builder transactionStartTimeMs(long transactionStartTimeMs) {
                this.transactionStartTimeMs = transactionStartTimeMs;
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

            public Builder topics(List<TopicData> topics) {
                this.topics = topics;
                return this;
            }

            public Builder writerClientId(@Nullable String writerClientId) {
                this.writerClientId = writerClientId;
                return this;
            }

            public Builder writerClientHost(@Nullable String writerClientHost) {
                this.writerClientHost = writerClientHost;
                return this;
            }

            public TransactionState build() {
                return new TransactionState(errorCode, transactionalId, transactionState, transactionTimeoutMs,
                        transactionStartTimeMs, producerId, producerEpoch, topics, writerClientId, writerClientHost);
            }
        }
    }

    /** The partitions of one topic. */
    public record TopicData(String topic, List<Integer> partitions) {}
}
