package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Per resource: replaced, or why not.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_CONFIGS, versions = "0-2", flexible = "2+")
public record AlterConfigsResponse(int throttleTimeMs,
        List<AlterConfigsResourceResponse> responses) implements Response {

    /** What became of the settings of one resource. */
    public record AlterConfigsResourceResponse(
            short errorCode,
            @Nullable String errorMessage,
            byte resourceType,
            String resourceName) {}
}
