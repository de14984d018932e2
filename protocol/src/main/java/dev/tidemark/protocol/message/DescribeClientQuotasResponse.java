package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entities and their quotas; null if the question was wrong.
 *
 * <ul>
 * <li>1: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_CLIENT_QUOTAS, versions = "0-1", flexible = "1+")
public record DescribeClientQuotasResponse(
        int throttleTimeMs,
        short errorCode,
        @Nullable String errorMessage,
        @Nullable List<EntryData> entries) implements Response {

    /** An entity and its quotas. */
    public record EntryData(
            List<EntityData> entity,
            List<ValueData> values) {}

    /** A part of an entity; null is the default of its type. */
    public record EntityData(
            String entityType,
            @Nullable String entityName) {}

    /** One quota. */
    public record ValueData(
            String key,
            double value) {}
}
