package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes members out of a classic group (API 13).
 *
 * <ul>
 * <li>3: adds {@code members}; drops {@code memberId}; many members, static ones by instance id (KIP-345)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * <li>5: adds {@code members.reason}; why they leave (KIP-800)</li>
 * </ul>
 */
@Api(key = ApiKey.LEAVE_GROUP, versions = "0-5", flexible = "4+")
public record LeaveGroupRequest(
        String groupId,
        @Versions("0-2") String memberId,
        @Versions("3+") List<MemberIdentity> members) implements Request {

    /** A member that leaves. */
    public record MemberIdentity(
            String memberId,
            @Absent("null") @Nullable String groupInstanceId,
            @Versions("5+") @Absent("null") @Ignorable @Nullable String reason) {}
}
