package dev.tidemark.protocol.message;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Tagged;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Per topic: created, or why not.
 *
 * <ul>
 * <li>3: sent before the throttle (KIP-219)</li>
 * <li>5: adds {@code topics.topicConfigErrorCode}, {@code topics.numPartitions}, {@code
 *     topics.replicationFactor}, {@code topics.configs}; first flexible version (compact lengths, tagged fields);
 *     the topic's shape and settings (KIP-525)</li>
 * <li>6: THROTTLING_QUOTA_EXCEEDED (KIP-599)</li>
 * <li>7: adds {@code topics.topicId}; ids (KIP-516)</li>
 * </ul>
 */
@Api(key = ApiKey.CREATE_TOPICS, versions = "2-7", flexible = "5+")
public record CreateTopicsResponse(int throttleTimeMs, List<CreatableTopicResult> topics) implements Response {

    /** What became of one topic. */
    public record CreatableTopicResult(
            String name,
            @Versions("7+") @Ignorable UUID topicId,
            short errorCode,
            @Nullable String errorMessage,
            @Versions("5+") @Tagged(0) @Ignorable short topicConfigErrorCode,
            @Versions("5+") @Absent("-1") @Ignorable int numPartitions,
            @Versions("5+") @Absent("-1") @Ignorable short replicationFactor,
            @Versions("5+") @Ignorable @Nullable List<CreatableTopicConfigs> configs) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link CreatableTopicResult}. */
        public static final class Builder {
            private String name = "";
            private UUID topicId = KafkaUuid.ZERO;
            private short errorCode;
            private @Nullable String errorMessage = "";
            private short topicConfigErrorCode;
            private int numPartitions = -1;
            private short replicationFactor = -1;
            private @Nullable List<CreatableTopicConfigs> configs = List.of();

            private Builder() {}

            public Builder name(String name) {
                this.name = name;
                return this;
            }

            public Builder topicId(UUID topicId) {
                this.topicId = topicId;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder errorMessage(@Nullable String errorMessage) {
                this.errorMessage = errorMessage;
                return this;
            }

            public Builder topicConfigErrorCode(short topicConfigErrorCode) {
                this.topicConfigErrorCode = topicConfigErrorCode;
                return this;
            }

            public Builder numPartitions(int numPartitions) {
                this.numPartitions = numPartitions;
                return this;
            }

            public Builder replicationFactor(short replicationFactor) {
                this.replicationFactor = replicationFactor;
                return this;
            }

            public Builder configs(@Nullable List<CreatableTopicConfigs> configs) {
                this.configs = configs;
                return this;
            }

            public CreatableTopicResult build() {
                return new CreatableTopicResult(name, topicId, errorCode, errorMessage, topicConfigErrorCode,
                        numPartitions,
                        replicationFactor, configs);
            }
        }
    }

    /** A setting that the created topic has. */
    public record CreatableTopicConfigs(
            String name,
            @Nullable String value,
            boolean readOnly,
            @Absent("-1") byte configSource,
            boolean isSensitive) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link CreatableTopicConfigs}. */
        public static final class Builder {
            private String name = "";
            private @Nullable String value = "";
            private boolean readOnly;
            private byte configSource = -1;
            private boolean isSensitive;

            private Builder() {}

            public Builder name(String name) {
                this.name = name;
                return this;
            }

            public Builder value(@Nullable String value) {
                this.value = value;
                return this;
            }

            public Builder readOnly(boolean readOnly) {
                this.readOnly = readOnly;
                return this;
            }

            public Builder configSource(byte configSource) {
                this.configSource = configSource;
                return this;
            }

            public Builder isSensitive(boolean isSensitive) {
                this.isSensitive = isSensitive;
                return this;
            }

            public CreatableTopicConfigs build() {
                return new CreatableTopicConfigs(name, value, readOnly, configSource, isSensitive);
            }
        }
    }
}
