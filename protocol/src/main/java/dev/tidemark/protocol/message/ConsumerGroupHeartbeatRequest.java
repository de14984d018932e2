package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Joins a consumer group, stays in it, leaves it (API 68, KIP-848). A field that is null, or -1, is as it was in the last
 * request.
 *
 * <ul>
 * <li>1: adds {@code subscribedTopicRegex}; the member makes its id itself (KIP-1082)</li>
 * </ul>
 *
 * @param memberEpoch the member's epoch; 0 joins, -1 leaves, -2 leaves for a while (static members)
 */
@Api(key = ApiKey.CONSUMER_GROUP_HEARTBEAT, versions = "0-1", flexible = "0+")
public record ConsumerGroupHeartbeatRequest(
        String groupId,
        String memberId,
        int memberEpoch,
        @Absent("null") @Nullable String instanceId,
        @Absent("null") @Nullable String rackId,
        @Absent("-1") int rebalanceTimeoutMs,
        @Absent("null") @Nullable List<String> subscribedTopicNames,
        @Versions("1+") @Absent("null") @Nullable String subscribedTopicRegex,
        @Absent("null") @Nullable String serverAssignor,
        @Absent("null") @Nullable List<TopicPartitions> topicPartitions) implements Request {

    /** Partitions of one topic that the member owns. */
    public record TopicPartitions(UUID topicId, List<Integer> partitions) {}
}
