package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Per entity: changed, or why not.
 *
 * <ul>
 * <li>1: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_CLIENT_QUOTAS, versions = "0-1", flexible = "1+")
public record AlterClientQuotasResponse(int throttleTimeMs, List<EntryData> entries) implements Response {

    /** What became of one entity's quotas. */
    public record EntryData(
            short errorCode,
            @Nullable String errorMessage,
            List<EntityData> entity) {}

    /** A part of an entity; null is the default of its type. */
    public record EntityData(
            String entityType,
            @Nullable String entityName) {}
}
