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
 * Reads the stored offsets of groups (API 9). A null topic list means every partition that has an offset.
 *
 * <ul>
 * <li>2: null asks for all partitions</li>
 * <li>6: first flexible version (compact lengths, tagged fields)</li>
 * <li>7: adds {@code requireStable}; offsets of open transactions can be refused (KIP-447)</li>
 * <li>8: adds {@code groups}; drops {@code groupId}, {@code topics}; several groups at once (KIP-709)</li>
 * <li>9: adds {@code groups.memberId}, {@code groups.memberEpoch}; members of consumer groups name themselves
 *     (KIP-848)</li>
 * <li>10: adds {@code groups.topics.topicId}; drops {@code groups.topics.name}; topics by id only
 *     (KIP-848)</li>
 * </ul>
 */
@Api(key = ApiKey.OFFSET_FETCH, versions = "1-10", flexible = "6+")
public record OffsetFetchRequest(
        @Versions("1-7") String groupId,
        @Versions("1-7") @NullableIn("2-7") @Nullable List<OffsetFetchRequestTopic> topics,
        @Versions("8+") List<OffsetFetchRequestGroup> groups,
        @Versions("7+") boolean requireStable) implements Request {

    /** Partitions of one topic, up to version 7. */
    public record OffsetFetchRequestTopic(String name, List<Integer> partitionIndexes) {}

    /** What is asked of one group. */
    public record OffsetFetchRequestGroup(
            String groupId,
            @Versions("9+") @Absent("null") @Ignorable @Nullable String memberId,
            @Versions("9+") @Absent("-1") @Ignorable int memberEpoch,
            @Nullable List<OffsetFetchRequestTopics> topics) {}

    /** Partitions of one topic, from version 8. */
    public record OffsetFetchRequestTopics(
            @Versions("8-9") @Ignorable String name,
            @Versions("10+") @Ignorable UUID topicId,
            List<Integer> partitionIndexes) {}
}
