package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * What has settings.
 *
 * <ul>
 * <li>0: flexible (compact lengths, tagged fields)</li>
 * <li>1: adds {@code configResources.resourceType} (KIP-1142)</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_CONFIG_RESOURCES, versions = "0-1", flexible = "0+")
public record ListConfigResourcesResponse(int throttleTimeMs, short errorCode,
        List<ConfigResource> configResources) implements Response {

    /** A resource; without a type it is one of client metrics. */
    public record ConfigResource(
            String resourceName,
            @Versions("1+") @Absent("16") @Ignorable byte resourceType) {}
}
