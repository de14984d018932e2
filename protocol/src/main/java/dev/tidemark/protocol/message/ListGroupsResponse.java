package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * The groups, with state and type where the version has them.
 *
 * <ul>
 * <li>1: adds {@code throttleTimeMs}</li>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: adds {@code groups.groupState}; KIP-518</li>
 * <li>5: adds {@code groups.groupType}; KIP-848</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_GROUPS, versions = "0-5", flexible = "3+")
public record ListGroupsResponse(
        @Versions("1+") @Ignorable int throttleTimeMs,
        short errorCode,
        List<ListedGroup> groups) implements Response {

    /** A group. */
    public record ListedGroup(
            String groupId,
            String protocolType,
            @Versions("4+") @Ignorable String groupState,
            @Versions("5+") @Ignorable String groupType) {}
}
