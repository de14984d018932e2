package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sets and removes quotas of clients (API 49, KIP-546).
 *
 * <ul>
 * <li>1: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_CLIENT_QUOTAS, versions = "0-1", flexible = "1+")
public record AlterClientQuotasRequest(List<EntryData> entries, boolean validateOnly) implements Request {

    /** An entity and the changes. */
    public record EntryData(
            List<EntityData> entity,
            List<OpData> ops) {}

    /** A part of an entity; null is the default of its type. */
    public record EntityData(
            String entityType,
            @Nullable String entityName) {}

    /** One quota, set or removed. */
    public record OpData(
            String key,
            double value,
            boolean remove) {}
}
