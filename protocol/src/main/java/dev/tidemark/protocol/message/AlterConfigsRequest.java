package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces all settings of topics, brokers and others: what is not named is taken back (API 33).
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_CONFIGS, versions = "0-2", flexible = "2+")
public record AlterConfigsRequest(List<AlterConfigsResource> resources, boolean validateOnly) implements Request {

    /** What is configured, and all that is to be set. */
    public record AlterConfigsResource(
            byte resourceType,
            String resourceName,
            List<AlterableConfig> configs) {}

    /** One setting. */
    public record AlterableConfig(
            String name,
            @Nullable String value) {}
}
