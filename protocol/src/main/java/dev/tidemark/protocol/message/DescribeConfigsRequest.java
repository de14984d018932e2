package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the settings of topics and brokers (API 32).
 *
 * <ul>
 * <li>3: adds {@code includeDocumentation}; documentation and types (KIP-569)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_CONFIGS, versions = "1-4", flexible = "4+")
public record DescribeConfigsRequest(
        List<DescribeConfigsResource> resources,
        boolean includeSynonyms,
        @Versions("3+") boolean includeDocumentation) implements Request {

    /** A topic or broker, and the settings wanted; null means all. */
    public record DescribeConfigsResource(
            byte resourceType,
            String resourceName,
            @Nullable List<String> configurationKeys) {}
}
