package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All features have the levels wanted, or none was changed.
 *
 * <ul>
 * <li>0: flexible (compact lengths, tagged fields)</li>
 * <li>2: drops {@code results}</li>
 * </ul>
 */
@Api(key = ApiKey.UPDATE_FEATURES, versions = "0-2", flexible = "0+")
public record UpdateFeaturesResponse(
        int throttleTimeMs,
        short errorCode,
        @Nullable String errorMessage,
        @Versions("0-1") @Ignorable List<UpdatableFeatureResult> results) implements Response {

    /** What became of one feature. */
    public record UpdatableFeatureResult(
            String feature,
            short errorCode,
            @Nullable String errorMessage) {}
}
