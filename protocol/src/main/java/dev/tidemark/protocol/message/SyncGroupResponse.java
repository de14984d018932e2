package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The member's own assignment.
 *
 * <ul>
 * <li>1: adds {@code throttleTimeMs}</li>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * <li>5: adds {@code protocolType}, {@code protocolName}; KIP-559</li>
 * </ul>
 */
@Api(key = ApiKey.SYNC_GROUP, versions = "0-5", flexible = "4+")
public record SyncGroupResponse(
        @Versions("1+") @Ignorable int throttleTimeMs,
        short errorCode,
        @Versions("5+") @Absent("null") @Ignorable @Nullable String protocolType,
        @Versions("5+") @Absent("null") @Ignorable @Nullable String protocolName,
        ByteBuffer assignment) implements Response {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the components of a {@link SyncGroupResponse}. */
    public static final class Builder {
        private int throttleTimeMs;
        private short errorCode;
        private @Nullable String protocolType;
        private @Nullable String protocolName;
        private ByteBuffer assignment = ByteBuffer.allocate(0);

        private Builder() {}

        public Builder throttleTimeMs(int throttleTimeMs) {
            this.throttleTimeMs = throttleTimeMs;
            return this;
        }

        public Builder errorCode(short errorCode) {
            this.errorCode = errorCode;
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

        public Builder assignment(ByteBuffer assignment) {
            this.assignment = assignment;
            return this;
        }

        public SyncGroupResponse build() {
            return new SyncGroupResponse(throttleTimeMs, errorCode, protocolType, protocolName, assignment);
        }
    }
}
