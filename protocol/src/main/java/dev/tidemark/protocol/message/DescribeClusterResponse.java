package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the answering node knows it.
 *
 * <ul>
 * <li>1: adds {@code endpointType}; what kind of endpoint answered (KIP-919)</li>
 * <li>2: adds {@code brokers.isFenced}; whether a broker is fenced (KIP-1073)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_CLUSTER, versions = "0-2", flexible = "0+")
public record DescribeClusterResponse(
        int throttleTimeMs,
        short errorCode,
        @Absent("null") @Nullable String errorMessage,
        @Versions("1+") @Absent("1") byte endpointType,
        String clusterId,
        @Absent("-1") int controllerId,
        List<DescribeClusterBroker> brokers,
        @Absent("-2147483648") int clusterAuthorizedOperations) implements Response {

    /** Starts from the values that an absent field stands for. */
    public static Builder builder() {
        return new Builder();
    }

    /** A broker of the cluster. */
    public record DescribeClusterBroker(
            int brokerId,
            String host,
            int port,
            @Absent("null") @Nullable String rack,
            @Versions("2+") boolean isFenced) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link DescribeClusterBroker}. */
        public static final class Builder {
            private int brokerId;
            private String host = "";
            private int port;
            private @Nullable String rack;
            private boolean isFenced;

            private Builder() {}

            public Builder brokerId(int brokerId) {
                this.brokerId = brokerId;
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

            public Builder rack(@Nullable String rack) {
                this.rack = rack;
                return this;
            }

            public Builder isFenced(boolean isFenced) {
                this.isFenced = isFenced;
                return this;
            }

            public DescribeClusterBroker build() {
                return new DescribeClusterBroker(brokerId, host, port, rack, isFenced);
            }
        }
    }

    /** Collects the components of a {@link DescribeClusterResponse}. */
    public static final class Builder {
        private int throttleTimeMs;
        private short errorCode;
        private @Nullable String errorMessage;
        private byte endpointType = 1;
        private String clusterId = "";
        private int controllerId = -1;
        private List<DescribeClusterBroker> brokers = List.of();
        private int clusterAuthorizedOperations = Integer.MIN_VALUE;

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

        public Builder endpointType(byte endpointType) {
            this.endpointType = endpointType;
            return this;
        }

        public Builder clusterId(String clusterId) {
            this.clusterId = clusterId;
            return this;
        }

        public Builder controllerId(int controllerId) {
            this.controllerId = controllerId;
            return this;
        }

        public Builder brokers(List<DescribeClusterBroker> brokers) {
            this.brokers = brokers;
            return this;
        }

        public Builder clusterAuthorizedOperations(int clusterAuthorizedOperations) {
            this.clusterAuthorizedOperations = clusterAuthorizedOperations;
            return this;
        }

        public DescribeClusterResponse build() {
            return new DescribeClusterResponse(throttleTimeMs, errorCode, errorMessage, endpointType, clusterId,
                    controllerId, brokers,
                    clusterAuthorizedOperations);
        }
    }
}
