package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes single settings of topics, brokers and others; what is not named stays (API 44, KIP-339).
 *
 * <ul>
 * <li>1: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.INCREMENTAL_ALTER_CONFIGS, versions = "0-1", flexible = "1+")
public record IncrementalAlterConfigsRequest(List<AlterConfigsResource> resources,
        boolean validateOnly) implements Request {

    /** What is configured, and the changes. */
    public record AlterConfigsResource(
            byte resourceType,
            String resourceName,
            List<AlterableConfig> configs) {}

    /** One change: 0 set, 1 delete, 2 append to a list, 3 subtract from a list. */
    public record AlterableConfig(
            String name,
            byte configOperation,
            @Nullable String value) {}
}
