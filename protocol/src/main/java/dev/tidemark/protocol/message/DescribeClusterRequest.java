package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;

/**
 * Asks for the cluster's id, brokers and controller (API 60, KIP-700).
 *
 * <ul>
 * <li>1: adds {@code endpointType}; brokers or controllers (KIP-919)</li>
 * <li>2: adds {@code includeFencedBrokers}; fenced brokers too (KIP-1073)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_CLUSTER, versions = "0-2", flexible = "0+")
public record DescribeClusterRequest(
        boolean includeClusterAuthorizedOperations,
        @Versions("1+") @Absent("1") byte endpointType,
        @Versions("2+") boolean includeFencedBrokers) implements Request {}
