package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Asks for what has settings (API 74).
 *
 * <ul>
 * <li>0: flexible (compact lengths, tagged fields); known as ListClientMetricsResources, lists those alone (KIP-714)</li>
 * <li>1: adds {@code resourceTypes}; none means all (KIP-1142)</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_CONFIG_RESOURCES, versions = "0-1", flexible = "0+")
public record ListConfigResourcesRequest(@Versions("1+") List<Byte> resourceTypes) implements Request {}
