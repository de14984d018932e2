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
 * Hands the leader's assignments in, or asks for one's own (API 14).
 *
 * <ul>
 * <li>3: adds {@code groupInstanceId}; static members (KIP-345)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * <li>5: adds {@code protocolType}, {@code protocolName}; protocol type and name, checked against the group's
 *     (KIP-559)</li>
 * </ul>
 */
@Api(key = ApiKey.SYNC_GROUP, versions = "0-5", flexible = "4+")
public record SyncGroupRequest(
        String groupId,
        int generationId,
        String memberId,
        @Versions("3+") @Absent("null") @Nullable String groupInstanceId,
        @Versions("5+") @Absent("null") @Ignorable @Nullable String protocolType,
        @Versions("5+") @Absent("null") @Ignorable @Nullable String protocolName,
        List<SyncGroupRequestAssignment> assignments) implements Request {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** What one member is to do. */
    public record SyncGroupRequestAssignment(String memberId, ByteBuffer assignment) {}

    /** Collects the components of a {@link SyncGroupRequest}. */
    public static final class Builder {
        private String groupId = "";
        private int generationId;
        private String memberId = "";
        private @Nullable String groupInstanceId;
        private @Nullable String protocolType;
        private @Nullable String protocolName;
        private List<SyncGroupRequestAssignment> assignments = List.of();

        private Builder() {}

        public Builder groupId(String groupId) {
            this.groupId = groupId;
            return this;
        }

        public Builder generationId(int generationId) {
            this.generationId = generationId;
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

        public Builder protocolType(@Nullable String protocolType) {
            this.protocolType = protocolType;
            return this;
        }

        public Builder protocolName(@Nullable String protocolName) {
            this.protocolName = protocolName;
            return this;
        }

        public Builder assignments(List<SyncGroupRequestAssignment> assignments) {
            this.assignments = assignments;
            return this;
        }

        public SyncGroupRequest build() {
            return new SyncGroupRequest(groupId, generationId, memberId, groupInstanceId, protocolType, protocolName,
                    assignments);
        }
    }
}
