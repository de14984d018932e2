package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Versions;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value of a classic group in {@code __consumer_offsets}: its generation and members.
 *
 * <ul>
 * <li>1: adds {@code members.rebalanceTimeout}</li>
 * <li>2: adds {@code currentStateTimestamp}; offsets expire from here (KIP-211)</li>
 * <li>3: adds {@code members.groupInstanceId}; static members (KIP-345)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Payload(versions = "0-4", flexible = "4+")
public record GroupMetadataValue(
        String protocolType,
        int generation,
        @Nullable String protocol,
        @Nullable String leader,
        @Versions("2+") @Absent("-1") @Ignorable long currentStateTimestamp,
        List<MemberMetadata> members) {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** A member of the group. */
    public record MemberMetadata(
            String memberId,
            @Versions("3+") @Absent("null") @Ignorable @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            @Versions("1+") @Absent("-1") @Ignorable int rebalanceTimeout,
            int sessionTimeout,
            ByteBuffer subscription,
            ByteBuffer assignment) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link MemberMetadata}. */
        public static final class Builder {
            private String memberId = "";
            private @Nullable String groupInstanceId;
            private String clientId = "";
            private String clientHost = "";
            private int rebalanceTimeout = -1;
            private int sessionTimeout;
            private ByteBuffer subscription = ByteBuffer.allocate(0);
            private ByteBuffer assignment = ByteBuffer.allocate(0);

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

            public Builder rebalanceTimeout(int rebalanceTimeout) {
                this.rebalanceTimeout = rebalanceTimeout;
                return this;
            }

            public Builder sessionTimeout(int sessionTimeout) {
                this.sessionTimeout = sessionTimeout;
                return this;
            }

            public Builder subscription(ByteBuffer subscription) {
                this.subscription = subscription;
                return this;
            }

            public Builder assignment(ByteBuffer assignment) {
                this.assignment = assignment;
                return this;
            }

            public MemberMetadata build() {
                return new MemberMetadata(memberId, groupInstanceId, clientId, clientHost, rebalanceTimeout,
                        sessionTimeout,
                        subscription, assignment);
            }
        }
    }

    /** Collects the components of a {@link GroupMetadataValue}. */
    public static final class Builder {
        private String protocolType = "";
        private int generation;
        private @Nullable String protocol = "";
        private @Nullable String leader = "";
        private long currentStateTimestamp = -1L;
        private List<MemberMetadata> members = List.of();

        private Builder() {}

        public Builder protocolType(String protocolType) {
            this.protocolType = protocolType;
            return this;
        }

        public Builder generation(int generation) {
            this.generation = generation;
            return this;
        }

        public Builder protocol(@Nullable String protocol) {
            this.protocol = protocol;
            return this;
        }

        public Builder leader(@Nullable String leader) {
            this.leader = leader;
            return this;
        }

        public Builder currentStateTimestamp(long currentStateTimestamp) {
            this.currentStateTimestamp = currentStateTimestamp;
            return this;
        }

        public Builder members(List<MemberMetadata> members) {
            this.members = members;
            return this;
        }

        public GroupMetadataValue build() {
            return new GroupMetadataValue(protocolType, generation, protocol, leader, currentStateTimestamp, members);
        }
    }
}
