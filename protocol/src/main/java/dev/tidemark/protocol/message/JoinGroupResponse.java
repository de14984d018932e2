package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.NullableIn;
import dev.tidemark.protocol.codec.Versions;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The generation the member joined; the leader also gets everyone's metadata.
 *
 * <ul>
 * <li>2: adds {@code throttleTimeMs}</li>
 * <li>3: sent before the throttle (KIP-219)</li>
 * <li>4: MEMBER_ID_REQUIRED (KIP-394)</li>
 * <li>5: adds {@code members.groupInstanceId}; static members (KIP-345)</li>
 * <li>6: first flexible version (compact lengths, tagged fields)</li>
 * <li>7: adds {@code protocolType}; protocol type, and a protocol that may be null (KIP-559)</li>
 * <li>9: adds {@code skipAssignment}; a returning static leader keeps the old assignment (KIP-814)</li>
 * </ul>
 */
@Api(key = ApiKey.JOIN_GROUP, versions = "0-9", flexible = "6+")
public record JoinGroupResponse(
        @Versions("2+") @Ignorable int throttleTimeMs,
        short errorCode,
        @Absent("-1") int generationId,
        @Versions("7+") @Absent("null") @Ignorable @Nullable String protocolType,
        @NullableIn("7+") @Nullable String protocolName,
        String leader,
        @Versions("9+") boolean skipAssignment,
        String memberId,
        List<JoinGroupResponseMember> members) implements Response {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** A member, as the leader sees it. */
    public record JoinGroupResponseMember(
            String memberId,
            @Versions("5+") @Absent("null") @Ignorable @Nullable String groupInstanceId,
            ByteBuffer metadata) {}

    /** Collects the components of a {@link JoinGroupResponse}. */
    public static final class Builder {
        private int throttleTimeMs;
        private short errorCode;
        private int generationId = -1;
        private @Nullable String protocolType;
        private @Nullable String protocolName = "";
        private String leader = "";
        private boolean skipAssignment;
        private String memberId = "";
        private List<JoinGroupResponseMember> members = List.of();

        private Builder() {}

        public Builder throttleTimeMs(int throttleTimeMs) {
            this.throttleTimeMs = throttleTimeMs;
            return this;
        }

        public Builder errorCode(short errorCode) {
            this.errorCode = errorCode;
            return this;
        }

        public Builder generationId(int generationId) {
            this.generationId = generationId;
            return this;
        }

        public Builder protocolType(@Nullable String protocolType) {
            this.protocolType = protocolType;
            return this;
        }

        public Builder protocolName(@Nullable String protocolName) {
            this.protocolName = protocolName;
            return this;
        }

        public Builder leader(String leader) {
            this.leader = leader;
            return this;
        }

        public Builder skipAssignment(boolean skipAssignment) {
            this.skipAssignment = skipAssignment;
            return this;
        }

        public Builder memberId(String memberId) {
            this.memberId = memberId;
            return this;
        }

        public Builder members(List<JoinGroupResponseMember> members) {
            this.members = members;
            return this;
        }

        public JoinGroupResponse build() {
            return new JoinGroupResponse(throttleTimeMs, errorCode, generationId, protocolType, protocolName, leader,
                    skipAssignment,
                    memberId, members);
        }
    }
}
