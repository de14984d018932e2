package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.NullableIn;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for brokers, topics and the leaders of their partitions (API 3). A null topic list means all topics; in
 * version 0 an empty list does.
 *
 * <ul>
 * <li>1: an empty list now means no topics, null means all</li>
 * <li>4: adds {@code allowAutoTopicCreation}</li>
 * <li>8: adds {@code includeClusterAuthorizedOperations}, {@code includeTopicAuthorizedOperations}; authorized
 *     operations (KIP-430)</li>
 * <li>9: first flexible version (compact lengths, tagged fields)</li>
 * <li>10: adds {@code topics.topicId}; topic ids (KIP-516); not to be relied on before version 12</li>
 * <li>11: drops {@code includeClusterAuthorizedOperations}; the cluster's operations moved to DescribeCluster
 *     (KIP-700)</li>
 * <li>12: topics may be asked for by id</li>
 * <li>13: an error at the top of the answer (KIP-1102)</li>
 * </ul>
 */
@Api(key = ApiKey.METADATA, versions = "0-13", flexible = "9+")
public record MetadataRequest(
        @NullableIn("1+") @Nullable List<MetadataRequestTopic> topics,
        @Versions("4+") @Absent("true") boolean allowAutoTopicCreation,
        @Versions("8-10") boolean includeClusterAuthorizedOperations,
        @Versions("8+") boolean includeTopicAuthorizedOperations) implements Request {

    /** A topic asked for. */
    public record MetadataRequestTopic(
            @Versions("10+") @Ignorable UUID topicId,
            @NullableIn("10+") @Nullable String name) {}
}
