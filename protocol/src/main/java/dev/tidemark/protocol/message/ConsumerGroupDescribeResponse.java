package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The consumer groups asked for.
 *
 * <ul>
 * <li>1: adds {@code groups.members.memberType}; tells members of the classic protocol (KIP-1099)</li>
 * </ul>
 */
@Api(key = ApiKey.CONSUMER_GROUP_DESCRIBE, versions = "0-1", flexible = "0+")
public record ConsumerGroupDescribeResponse(int throttleTimeMs, List<DescribedGroup> groups) implements Response {

    /** A group. */
    public record DescribedGroup(
            short errorCode,
            @Absent("null") @Nullable String errorMessage,
            String groupId,
            String groupState,
            int groupEpoch,
            int assignmentEpoch,
            String assignorName,
            List<Member> members,
            @Absent("-2147483648") int authorizedOperations) {}

    /**
     * A member.
     *
     * @param memberType 0 speaks the classic protocol, 1 the consumer protocol, -1 not told
     */
    public record Member(
            String memberId,
            @Absent("null") @Nullable String instanceId,
            @Absent("null") @Nullable String rackId,
            int memberEpoch,
            String clientId,
            String clientHost,
            List<String> subscribedTopicNames,
            @Absent("null") @Nullable String subscribedTopicRegex,
            Assignment assignment,
            Assignment targetAssignment,
            @Versions("1+") @Absent("-1") @Ignorable byte memberType) {}

    /** Partitions by topic. */
    public record Assignment(List<TopicPartitions> topicPartitions) {}

    /** Partitions of one topic. */
    public record TopicPartitions(UUID topicId, String topicName, List<Integer> partitions) {}
}
