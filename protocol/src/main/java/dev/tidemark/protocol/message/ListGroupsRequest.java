package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Lists the groups that the asked broker coordinates (API 16).
 *
 * <ul>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: adds {@code statesFilter}; filter by state (KIP-518)</li>
 * <li>5: adds {@code typesFilter}; filter by type (KIP-848)</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_GROUPS, versions = "0-5", flexible = "3+")
public record ListGroupsRequest(
        @Versions("4+") List<String> statesFilter,
        @Versions("5+") List<String> typesFilter) implements Request {}
