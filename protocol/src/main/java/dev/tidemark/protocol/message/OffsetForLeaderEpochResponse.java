package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import java.util.List;

/**
 * Where the epochs of an {@link OffsetForLeaderEpochRequest} ended.
 *
 * <ul>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.OFFSET_FOR_LEADER_EPOCH, versions = "2-4", flexible = "4+")
public record OffsetForLeaderEpochResponse(
        @Ignorable int throttleTimeMs,
        List<OffsetForLeaderTopicResult> topics) implements Response {

    /** The answers for one topic. */
    public record OffsetForLeaderTopicResult(String topic, List<EpochEndOffset> partitions) {}

    /** The largest epoch of one partition that is at most the one asked for, and where it ended; both -1 if unknown. */
    public record EpochEndOffset(
            short errorCode,
            int partition,
            @Absent("-1") @Ignorable int leaderEpoch,
            @Absent("-1") long endOffset) {}
}
