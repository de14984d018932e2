package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Enters a classic group, or enters it again (API 11).
 *
 * <ul>
 * <li>1: adds {@code rebalanceTimeoutMs}; before it the session time-out serves for both</li>
 * <li>4: the first join is answered MEMBER_ID_REQUIRED with an id to come back with (KIP-394)</li>
 * <li>5: adds {@code groupInstanceId}; static members (KIP-345)</li>
 * <li>6: first flexible version (compact lengths, tagged fields)</li>
 * <li>7: the answer's protocol may be null</li>
 * <li>8: adds {@code reason}; why the member rejoins (KIP-800)</li>
 * <li>9: the answer may skip the assignment</li>
 * </ul>
 */
@Api(key = ApiKey.JOIN_GROUP, versions = "0-9", flexible = "6+")
public record JoinGroupRequest(
        String groupId,
        int sessionTimeoutMs,
        @Versions("1+") @Absent("-1") @Ignorable int rebalanceTimeoutMs,
        String memberId,
        @Versions("5+") @Absent("null") @Nullable String groupInstanceId,
        String protocolType,
        List<JoinGroupRequestProtocol> protocols,
        @Versions("8+") @Absent("null") @Ignorable @Nullable String reason) implements Request {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** A protocol the member can speak, best first, with its metadata. */
    public record JoinGroupRequestProtocol(String name, ByteBuffer metadata) {}

    /** Collects the components of a {@link JoinGroupRequest}. */
    public static final class Builder {
        private String groupId = "";
        private int sessionTimeoutMs;
        private int rebalanceTimeoutMs = -1;
        private String memberId = "";
        private @Nullable String groupInstanceId;
        private String protocolType = "";
        private List<JoinGroupRequestProtocol> protocols = List.of();
        private @Nullable String reason;

        private Builder() {}

        public Builder groupId(String groupId) {
            this.groupId = groupId;
            return this;
        }

        public Builder sessionTimeoutMs(int sessionTimeoutMs) {
            this.sessionTimeoutMs = sessionTimeoutMs;
            return this;
        }

        public Builder rebalanceTimeoutMs(int rebalanceTimeoutMs) {
            this.rebalanceTimeoutMs = rebalanceTimeoutMs;
            return this;
        }

        public Builder memberId(String memberId) {
            this.memberId = memberId;
            return this;
        }

        public Builder groupInstanceId(@Nullable String groupInstanceId) {
            this.groupInstanceId = groupInstanceId;
            return this;
        }

        public Builder protocolType(String protocolType) {
            this.protocolType = protocolType;
            return this;
        }

        public Builder protocols(List<JoinGroupRequestProtocol> protocols) {
            this.protocols = protocols;
            return this;
        }

        public Builder reason(@Nullable String reason) {
            this.reason = reason;
            return this;
        }

        public JoinGroupRequest build() {
            return new JoinGroupRequest(groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId,
                    protocolType,
                    protocols, reason);
        }
    }
}
