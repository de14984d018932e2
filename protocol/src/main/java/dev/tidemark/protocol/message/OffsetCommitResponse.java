package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;

/**
 * Per partition: whether the group's offset was stored.
 *
 * <ul>
 * <li>3: adds {@code throttleTimeMs}</li>
 * <li>4: sent before the throttle (KIP-219)</li>
 * <li>8: first flexible version (compact lengths, tagged fields)</li>
 * <li>9: GROUP_ID_NOT_FOUND and STALE_MEMBER_EPOCH may be answered (KIP-848)</li>
 * <li>10: adds {@code topics.topicId}; drops {@code topics.name}; topics by id only (KIP-848)</li>
 * </ul>
 */
@Api(key = ApiKey.OFFSET_COMMIT, versions = "2-10", flexible = "8+")
public record OffsetCommitResponse(
        @Versions("3+") @Ignorable int throttleTimeMs,
        List<OffsetCommitResponseTopic> topics) implements Response {

    /** The results of one topic. */
    public record OffsetCommitResponseTopic(
            @Versions("2-9") @Ignorable String name,
            @Versions("10+") @Ignorable UUID topicId,
            List<OffsetCommitResponsePartition> partitions) {}

    /** The result of one partition. */
    public record OffsetCommitResponsePartition(int partitionIndex, short errorCode) {}
}
