package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Raises or lowers the levels of the cluster's features (API 57, KIP-584).
 *
 * <ul>
 * <li>0: flexible (compact lengths, tagged fields)</li>
 * <li>1: adds {@code featureUpdates.upgradeType}, {@code validateOnly}; drops {@code featureUpdates.allowDowngrade}
 *     (KIP-778)</li>
 * <li>2: the answer has no results per feature</li>
 * </ul>
 */
@Api(key = ApiKey.UPDATE_FEATURES, versions = "0-2", flexible = "0+")
public record UpdateFeaturesRequest(
        @Absent("60000") int timeoutMs,
        List<FeatureUpdateKey> featureUpdates,
        @Versions("1+") boolean validateOnly) implements Request {

    /** A level wanted, below 1 for none; 1 upgrades, 2 downgrades without loss, 3 downgrades at any price. */
    public record FeatureUpdateKey(
            String feature,
            short maxVersionLevel,
            @Versions("0") boolean allowDowngrade,
            @Versions("1+") @Absent("1") byte upgradeType) {}
}
