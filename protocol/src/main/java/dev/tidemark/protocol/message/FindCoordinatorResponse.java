package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The coordinators' addresses.
 *
 * <ul>
 * <li>1: adds {@code throttleTimeMs}, {@code errorMessage}</li>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: adds {@code coordinators}; drops {@code errorCode}, {@code errorMessage}, {@code nodeId}, {@code
 *     host}, {@code port}; several keys at once (KIP-699)</li>
 * <li>5: TRANSACTION_ABORTABLE (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.FIND_COORDINATOR, versions = "0-6", flexible = "3+")
public record FindCoordinatorResponse(
        @Versions("1+") @Ignorable int throttleTimeMs,
        @Versions("0-3") short errorCode,
        @Versions("1-3") @Ignorable @Nullable String errorMessage,
        @Versions("0-3") int nodeId,
        @Versions("0-3") String host,
        @Versions("0-3") int port,
        @Versions("4+") List<Coordinator> coordinators) implements Response {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** The coordinator of one key. */
    public record Coordinator(
            String key,
            int nodeId,
            String host,
            int port,
            short errorCode,
            @Nullable String errorMessage) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link Coordinator}. */
        public static final class Builder {
            private String key = "";
            private int nodeId;
            private String host = "";
            private int port;
            private short errorCode;
            private @Nullable String errorMessage = "";

            private Builder() {}

            public Builder key(String key) {
                this.key = key;
                return this;
            }

            public Builder nodeId(int nodeId) {
                this.nodeId = nodeId;
                return this;
            }

            public Builder host(String host) {
                this.host = host;
                return this;
            }

            public Builder port(int port) {
                this.port = port;
                return this;
            }

            public Builder errorCode(short errorCode) {
                this.errorCode = errorCode;
                return this;
            }

            public Builder errorMessage(@Nullable String errorMessage) {
                this.errorMessage = errorMessage;
                return this;
            }

            public Coordinator build() {
                return new Coordinator(key, nodeId, host, port, errorCode, errorMessage);
            }
        }
    }

    /** Collects the components of a {@link FindCoordinatorResponse}. */
    public static final class Builder {
        private int throttleTimeMs;
        private short errorCode;
        private @Nullable String errorMessage = "";
        private int nodeId;
        private String host = "";
        private int port;
        private List<Coordinator> coordinators = List.of();

        private Builder() {}

        public Builder throttleTimeMs(int throttleTimeMs) {
            this.throttleTimeMs = throttleTimeMs;
            return this;
        }

        public Builder errorCode(short errorCode) {
            this.errorCode = errorCode;
            return this;
        }

        public Builder errorMessage(@Nullable String errorMessage) {
            this.errorMessage = errorMessage;
            return this;
        }

        public Builder nodeId(int nodeId) {
            this.nodeId = nodeId;
            return this;
        }

        public Builder host(String host) {
            this.host = host;
            return this;
        }

        public Builder port(int port) {
            this.port = port;
            return this;
        }

        public Builder coordinators(List<Coordinator> coordinators) {
            this.coordinators = coordinators;
            return this;
        }

        public FindCoordinatorResponse build() {
            return new FindCoordinatorResponse(throttleTimeMs, errorCode, errorMessage, nodeId, host, port,
                    coordinators);
        }
    }
}
