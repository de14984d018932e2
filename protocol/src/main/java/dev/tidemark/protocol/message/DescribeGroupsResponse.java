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
 * State and members of each group asked for.
 *
 * <ul>
 * <li>1: adds {@code throttleTimeMs}</li>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: adds {@code groups.authorizedOperations}; authorized operations (KIP-430)</li>
 * <li>4: adds {@code groups.members.groupInstanceId}; static members (KIP-345)</li>
 * <li>5: first flexible version (compact lengths, tagged fields)</li>
 * <li>6: adds {@code groups.errorMessage}; GROUP_ID_NOT_FOUND and its message (KIP-1043)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_GROUPS, versions = "0-6", flexible = "5+")
public record DescribeGroupsResponse(
        @Versions("1+") @Ignorable int throttleTimeMs,
        List<DescribedGroup> groups) implements Response {

    /** A group. */
    public record DescribedGroup(
            short errorCode,
            @Versions("6+") @Absent("null") @Nullable String errorMessage,
            String groupId,
            String groupState,
            String protocolType,
            String protocolData,
            List<DescribedGroupMember> members,
            @Versions("3+") @Absent("-2147483648") int authorizedOperations) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribedGroup}. */
        public static final class Builder {
            private short errorCode;
            private @Nullable String errorMessage;
            private String groupId = "";
            private String groupState = "";
            private String protocolType = "";
            private String protocolData = "";
            private List<DescribedGroupMember> members = List.of();
            private int authorizedOperations = Integer.MIN_VALUE;

            private Builder() {}

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder errorMessage(@Nullable String errorMessage) {
                this.errorMessage = errorMessage;
                return this;
            }

            public Builder groupId(String groupId) {
                this.groupId = groupId;
                return this;
            }

            public Builder groupState(String groupState) {
                this.groupState = groupState;
                return this;
            }

            public Builder protocolType(String protocolType) {
                this.protocolType = protocolType;
                return this;
            }

            public Builder protocolData(String protocolData) {
                this.protocolData = protocolData;
                return this;
            }

            public Builder members(List<DescribedGroupMember> members) {
                this.members = members;
                return this;
            }

            public Builder authorizedOperations(int authorizedOperations) {
                this.authorizedOperations = authorizedOperations;
                return this;
            }

            public DescribedGroup build() {
                return new DescribedGroup(errorCode, errorMessage, groupId, groupState, protocolType, protocolData,
                        members,
                        authorizedOperations);
            }
        }
    }

    /** A member of a group. */
    public record DescribedGroupMember(
            String memberId,
            @Versions("4+") @Absent("null") @Ignorable @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            ByteBuffer memberMetadata,
            ByteBuffer memberAssignment) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribedGroupMember}. */
        public static final class Builder {
            private String memberId = "";
            private @Nullable String groupInstanceId;
            private String clientId = "";
            private String clientHost = "";
            private ByteBuffer memberMetadata = ByteBuffer.allocate(0);
            private ByteBuffer memberAssignment = ByteBuffer.allocate(0);

            private Builder() {}

            public Builder memberId(String memberId) {
                this.memberId = memberId;
                return this;
            }

            public Builder groupInstanceId(@Nullable String groupInstanceId) {
                this.groupInstanceId = groupInstanceId;
                return this;
            }

            public Builder clientId(String clientId) {
                this.clientId = clientId;
                return this;
            }

            public Builder clientHost(String clientHost) {
                this.clientHost = clientHost;
                return this;
            }

            public Builder memberMetadata(ByteBuffer memberMetadata) {
                this.memberMetadata = memberMetadata;
                return this;
            }

            public Builder memberAssignment(ByteBuffer memberAssignment) {
                this.memberAssignment = memberAssignment;
                return this;
            }

            public DescribedGroupMember build() {
                return new DescribedGroupMember(memberId, groupInstanceId, clientId, clientHost, memberMetadata,
                        memberAssignment);
            }
        }
    }
}
