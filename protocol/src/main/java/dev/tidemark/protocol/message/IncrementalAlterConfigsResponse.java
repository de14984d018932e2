package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Per resource: changed, or why not.
 *
 * <ul>
 * <li>1: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.INCREMENTAL_ALTER_CONFIGS, versions = "0-1", flexible = "1+")
public record IncrementalAlterConfigsResponse(int throttleTimeMs,
        List<AlterConfigsResourceResponse> responses) implements Response {

    /** What became of the changes to one resource: all of them or none. */
    public record AlterConfigsResourceResponse(
            short errorCode,
            @Nullable String errorMessage,
            byte resourceType,
            String resourceName) {}
}
