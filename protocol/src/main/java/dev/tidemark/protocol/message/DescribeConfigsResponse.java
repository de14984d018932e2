package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings with their origin.
 *
 * <ul>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: adds {@code results.configs.configType}, {@code results.configs.documentation}; types and
 *     documentation (KIP-569)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_CONFIGS, versions = "1-4", flexible = "4+")
public record DescribeConfigsResponse(int throttleTimeMs, List<DescribeConfigsResult> results) implements Response {

    /** The settings of one resource. */
    public record DescribeConfigsResult(
            short errorCode,
            @Nullable String errorMessage,
            byte resourceType,
            String resourceName,
            List<DescribeConfigsResourceResult> configs) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribeConfigsResult}. */
        public static final class Builder {
            private short errorCode;
            private @Nullable String errorMessage = "";
            private byte resourceType;
            private String resourceName = "";
            private List<DescribeConfigsResourceResult> configs = List.of();

            private Builder() {}

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder errorMessage(@Nullable String errorMessage) {
                this.errorMessage = errorMessage;
                return this;
            }

            public Builder resourceType(byte resourceType) {
                this.resourceType = resourceType;
                return this;
            }

            public Builder resourceName(String resourceName) {
                this.resourceName = resourceName;
                return this;
            }

            public Builder configs(List<DescribeConfigsResourceResult> configs) {
                this.configs = configs;
                return this;
            }

            public DescribeConfigsResult build() {
                return new DescribeConfigsResult(errorCode, errorMessage, resourceType, resourceName, configs);
            }
        }
    }

    /** A setting, its value and origin. */
    public record DescribeConfigsResourceResult(
            String name,
            @Nullable String value,
            boolean readOnly,
            @Absent("-1") byte configSource,
            boolean isSensitive,
            List<DescribeConfigsSynonym> synonyms,
            @Versions("3+") @Ignorable byte configType,
            @Versions("3+") @Ignorable @Nullable String documentation) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribeConfigsResourceResult}. */
        public static final class Builder {
            private String name = "";
            private @Nullable String value = "";
            private boolean readOnly;
            private byte configSource = -1;
            private boolean isSensitive;
            private List<DescribeConfigsSynonym> synonyms = List.of();
            private byte configType;
            private @Nullable String documentation = "";

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

            public Builder synonyms(List<DescribeConfigsSynonym> synonyms) {
                this.synonyms = synonyms;
                return this;
            }

            public Builder configType(byte configType) {
                this.configType = configType;
                return this;
            }

            public Builder documentation(@Nullable String documentation) {
                this.documentation = documentation;
                return this;
            }

            public DescribeConfigsResourceResult build() {
                return new DescribeConfigsResourceResult(name, value, readOnly, configSource, isSensitive, synonyms,
                        configType, documentation);
            }
        }
    }

    /** A setting that would apply if the one before it were not set. */
    public record DescribeConfigsSynonym(
            String name,
            @Nullable String value,
            byte source) {}
}
