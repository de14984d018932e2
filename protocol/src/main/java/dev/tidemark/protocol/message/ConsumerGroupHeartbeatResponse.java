package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The member's epoch, and its assignment if it changed.
 *
 * <ul>
 * <li>1: INVALID_REGULAR_EXPRESSION may be answered</li>
 * </ul>
 */
@Api(key = ApiKey.CONSUMER_GROUP_HEARTBEAT, versions = "0-1", flexible = "0+")
public record ConsumerGroupHeartbeatResponse(
        int throttleTimeMs,
        short errorCode,
        @Absent("null") @Nullable String errorMessage,
        @Absent("null") @Nullable String memberId,
        int memberEpoch,
        int heartbeatIntervalMs,
        @Absent("null") @Nullable Assignment assignment) implements Response {

    /** What the member may use from now on. */
    public record Assignment(List<TopicPartitions> topicPartitions) {}

    /** Partitions of one topic. */
    public record TopicPartitions(UUID topicId, List<Integer> partitions) {}
}
