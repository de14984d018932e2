package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Tagged;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * The served APIs and their version ranges, and the cluster's features. Its header is always version 0, so that
 * a client that is ahead of the broker can read the error (KIP-511).
 *
 * <ul>
 * <li>1: adds {@code throttleTimeMs}</li>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: adds {@code supportedFeatures}, {@code finalizedFeaturesEpoch}, {@code finalizedFeatures}, {@code
 *     zkMigrationReady}; first flexible version (compact lengths, tagged fields); features (KIP-584)</li>
 * <li>4: feature ranges may start at 0</li>
 * <li>5: REBOOTSTRAP_REQUIRED for the wrong cluster or node (KIP-1242)</li>
 * </ul>
 */
@Api(key = ApiKey.API_VERSIONS, versions = "0-5", flexible = "3+")
public record ApiVersionsResponse(
        short errorCode,
        List<ApiVersion> apiKeys,
        @Versions("1+") @Ignorable int throttleTimeMs,
        @Versions("3+") @Tagged(0) @Ignorable List<SupportedFeatureKey> supportedFeatures,
        @Versions("3+") @Tagged(1) @Absent("-1") @Ignorable long finalizedFeaturesEpoch,
        @Versions("3+") @Tagged(2) @Ignorable List<FinalizedFeatureKey> finalizedFeatures,
        @Versions("3+") @Tagged(3) @Ignorable boolean zkMigrationReady) implements Response {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** A served API and its versions. */
    public record ApiVersion(
            short apiKey,
            short minVersion,
            short maxVersion) {}

    /** A feature the broker could use, and its levels. */
    public record SupportedFeatureKey(
            String name,
            short minVersion,
            short maxVersion) {}

    /** A feature the cluster uses, and its level. */
    public record FinalizedFeatureKey(
            String name,
            short maxVersionLevel,
            short minVersionLevel) {}

    /** Collects the components of a {@link ApiVersionsResponse}. */
    public static final class Builder {
        private short errorCode;
        private List<ApiVersion> apiKeys = List.of();
        private int throttleTimeMs;
        private List<SupportedFeatureKey> supportedFeatures = List.of();
        private long finalizedFeaturesEpoch = -1L;
        private List<FinalizedFeatureKey> finalizedFeatures = List.of();
        private boolean zkMigrationReady;

        private Builder() {}

        public Builder errorCode(short errorCode) {
            this.errorCode = errorCode;
            return this;
        }

        public Builder apiKeys(List<ApiVersion> apiKeys) {
            this.apiKeys = apiKeys;
            return this;
        }

        public Builder throttleTimeMs(int throttleTimeMs) {
            this.throttleTimeMs = throttleTimeMs;
            return this;
        }

        public Builder supportedFeatures(List<SupportedFeatureKey> supportedFeatures) {
            this.supportedFeatures = supportedFeatures;
            return this;
        }

        public Builder finalizedFeaturesEpoch(long finalizedFeaturesEpoch) {
            this.finalizedFeaturesEpoch = finalizedFeaturesEpoch;
            return this;
        }

        public Builder finalizedFeatures(List<FinalizedFeatureKey> finalizedFeatures) {
            this.finalizedFeatures = finalizedFeatures;
            return this;
        }

        public Builder zkMigrationReady(boolean zkMigrationReady) {
            this.zkMigrationReady = zkMigrationReady;
            return this;
        }

        public ApiVersionsResponse build() {
            return new ApiVersionsResponse(errorCode, apiKeys, throttleTimeMs, supportedFeatures,
                    finalizedFeaturesEpoch,
                    finalizedFeatures, zkMigrationReady);
        }
    }
}
