package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import org.jspecify.annotations.Nullable;

/**
 * The first request on a connection: which APIs at which versions (API 18).
 *
 * <ul>
 * <li>3: adds {@code clientSoftwareName}, {@code clientSoftwareVersion}; first flexible version (compact
 *     lengths, tagged fields); who is asking (KIP-511)</li>
 * <li>4: feature ranges may start at 0</li>
 * <li>5: adds {@code clusterId}, {@code nodeId}; whom the client means to talk to (KIP-1242)</li>
 * </ul>
 */
@Api(key = ApiKey.API_VERSIONS, versions = "0-5", flexible = "3+")
public record ApiVersionsRequest(
        @Versions("3+") @Ignorable String clientSoftwareName,
        @Versions("3+") @Ignorable String clientSoftwareVersion,
        @Versions("5+") @Absent("null") @Ignorable @Nullable String clusterId,
        @Versions("5+") @Absent("-1") @Ignorable int nodeId) implements Request {}
