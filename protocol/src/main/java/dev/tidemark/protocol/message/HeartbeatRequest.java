package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a classic group's member alive (API 12).
 *
 * <ul>
 * <li>3: adds {@code groupInstanceId}; static members (KIP-345)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.HEARTBEAT, versions = "0-4", flexible = "4+")
public record HeartbeatRequest(
        String groupId,
        int generationId,
        String memberId,
        @Versions("3+") @Absent("null") @Nullable String groupInstanceId) implements Request {}
