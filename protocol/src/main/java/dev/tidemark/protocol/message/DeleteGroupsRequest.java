package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * Deletes groups that have no members, with all their offsets (API 42).
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * <li>3: the answer has messages</li>
 * </ul>
 */
@Api(key = ApiKey.DELETE_GROUPS, versions = "0-3", flexible = "2+")
public record DeleteGroupsRequest(List<String> groupsNames) implements Request {}
