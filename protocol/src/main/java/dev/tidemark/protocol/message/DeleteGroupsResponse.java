package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Per group: deleted, or why not.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * <li>3: adds {@code results.errorMessage}</li>
 * </ul>
 */
@Api(key = ApiKey.DELETE_GROUPS, versions = "0-3", flexible = "2+")
public record DeleteGroupsResponse(int throttleTimeMs, List<DeletableGroupResult> results) implements Response {

    /** What became of one group. */
    public record DeletableGroupResult(
            String groupId,
            short errorCode,
            @Versions("3+") @Absent("null") @Ignorable @Nullable String errorMessage) {}
}
