package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.consumer.ByTopic;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse.Assignment;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse.DescribedGroup;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse.Member;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse.TopicPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a group of the consumer protocol is doing, who is in it, what members have and shall have. */
public record DescribeConsumerGroup(String groupId, int authorizedOperations)
        implements
            Command<GroupShard, DescribedGroup, GroupRecord> {

    private static final byte CLASSIC = 0;
    private static final byte CONSUMER = 1;

    @Override
    public Decision<DescribedGroup, GroupRecord> decide(GroupShard shard) {
        ConsumerGroup group = shard.consumerGroup(groupId);
        if (group == null) {
            String message = shard.group(groupId) == null ? "Group " + groupId + " not found."
                    : "Group " + groupId + " is not a consumer group.";
            return Decision.reply(answer(ErrorCode.GROUP_ID_NOT_FOUND, message));
        }
        List<Member> members = new ArrayList<>(group.size());
        for (ConsumerMember member : group.members()) {
            members.add(new Member(member.memberId(), member.instanceId(), member.rackId(),
                    group.assignment(member.memberId()).epoch(), member.clientId(), member.clientHost(),
                    List.copyOf(member.topics()), member.regex(),
                    assignment(shard, group.assignment(member.memberId()).partitions()),
                    assignment(shard, group.target(member.memberId())), member.isClassic() ? CLASSIC : CONSUMER));
        }
        return Decision.reply(new DescribedGroup(ErrorCode.NONE.code(), null, groupId, group.state().wireName(),
                group.epoch(), group.assignmentEpoch(), shard.membership().preferredAssignor(group).name(), members,
                authorizedOperations));
    }

    private static Assignment assignment(GroupShard shard, Set<TopicIdPartition> partitions) {
        List<TopicPartitions> topics = new ArrayList<>();
        ByTopic.group(partitions).forEach((id, numbers) -> {
            TopicImage topic = shard.topics().image().topic(id);
            if (topic != null) {
                topics.add(new TopicPartitions(id, topic.name(), numbers));
            }
        });
        return new Assignment(topics);
    }

    /** The answer when the group cannot be looked at. */
    DescribedGroup refused(ErrorCode error) {
        return answer(error, error.message());
    }

    private DescribedGroup answer(ErrorCode error, String message) {
        return new DescribedGroup(error.code(), message, groupId, "", 0, 0, "", List.of(), Integer.MIN_VALUE);
    }
}
