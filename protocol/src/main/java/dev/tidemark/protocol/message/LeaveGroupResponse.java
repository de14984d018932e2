package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the members left.
 *
 * <ul>
 * <li>1: adds {@code throttleTimeMs}</li>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: adds {@code members}; one result per member (KIP-345)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.LEAVE_GROUP, versions = "0-5", flexible = "4+")
public record LeaveGroupResponse(
        @Versions("1+") @Ignorable int throttleTimeMs,
        short errorCode,
        @Versions("3+") List<MemberResponse> members) implements Response {

    /** Whether one member left. */
    public record MemberResponse(
            String memberId,
            @Nullable String groupInstanceId,
            short errorCode) {}
}
