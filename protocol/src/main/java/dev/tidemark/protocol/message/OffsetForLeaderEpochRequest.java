package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Asks where epochs of leadership ended (API 23).
 *
 * <ul>
 * <li>3: adds {@code replicaId}; which follower asks, -1 for a consumer (KIP-392)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.OFFSET_FOR_LEADER_EPOCH, versions = "2-4", flexible = "4+")
public record OffsetForLeaderEpochRequest(
        @Versions("3+") @Absent("-2") @Ignorable int replicaId,
        List<OffsetForLeaderTopic> topics) implements Request {

    /** The partitions of one topic. */
    public record OffsetForLeaderTopic(String topic, List<OffsetForLeaderPartition> partitions) {}

    /** The epoch to look up in one partition, and the one that the client believes to be current. */
    public record OffsetForLeaderPartition(
            int partition,
            @Absent("-1") @Ignorable int currentLeaderEpoch,
            int leaderEpoch) {}
}
