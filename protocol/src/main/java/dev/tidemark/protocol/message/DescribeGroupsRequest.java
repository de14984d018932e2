package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Asks for the state and members of classic groups (API 15).
 *
 * <ul>
 * <li>3: adds {@code includeAuthorizedOperations}; authorized operations (KIP-430)</li>
 * <li>5: first flexible version (compact lengths, tagged fields)</li>
 * <li>6: GROUP_ID_NOT_FOUND for a missing group (KIP-1043)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_GROUPS, versions = "0-6", flexible = "5+")
public record DescribeGroupsRequest(
        List<String> groups,
        @Versions("3+") boolean includeAuthorizedOperations) implements Request {}
