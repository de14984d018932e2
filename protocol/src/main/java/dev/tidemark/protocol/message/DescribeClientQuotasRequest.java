package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the quotas of clients (API 48, KIP-546).
 *
 * <ul>
 * <li>1: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_CLIENT_QUOTAS, versions = "0-1", flexible = "1+")
public record DescribeClientQuotasRequest(List<ComponentData> components, boolean strict) implements Request {

    /** A part that entities must have: 0 of this very name, 1 the default, 2 of any name. */
    public record ComponentData(
            String entityType,
            byte matchType,
            @Nullable String match) {}
}
