package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.GroupRecord.OffsetRemoved;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An administrator forgets offsets of a group, of topics that no member is subscribed to. A group with members of which
 * nobody can say what they are subscribed to keeps its offsets.
 */
public record OffsetsToDelete(String groupId, List<TopicPartition> partitions)
        implements
            Command<GroupShard, OffsetsToDelete.Deleted, GroupRecord> {

    /**
     * The reply.
     *
     * @param error of the group as a whole
     * @param results by partition, in the order of the request; none if the request as a whole was refused
     */
    public record Deleted(ErrorCode error, Map<TopicPartition, ErrorCode> results) {

        static Deleted refused(ErrorCode error) {
            return new Deleted(error, Map.of());
        }
    }

    public OffsetsToDelete {
        partitions = List.copyOf(partitions);
    }

    @Override
    public Decision<Deleted, GroupRecord> decide(GroupShard shard) {
        ConsumerGroup consumers = shard.consumerGroup(groupId);
        if (consumers != null) {
            return forget(shard, consumers.topics());
        }
        ClassicGroup group = shard.group(groupId);
        if (group == null) {
            return Decision.reply(Deleted.refused(ErrorCode.GROUP_ID_NOT_FOUND));
        }
        if (!(group.state() instanceof Empty) && !Subscriptions.CONSUMER.equals(group.protocolType())) {
            return Decision.reply(Deleted.refused(ErrorCode.NON_EMPTY_GROUP));
        }
        return forget(shard, group.state() instanceof Empty ? Set.of() : Subscriptions.topics(group));
    }

    /** @param subscribed null if every topic counts as subscribed */
    private Decision<Deleted, GroupRecord> forget(GroupShard shard, @Nullable Set<String> subscribed) {
        List<GroupRecord> records = new ArrayList<>();
        Map<TopicPartition, ErrorCode> results = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            if (subscribed == null || subscribed.contains(partition.topic())) {
                results.put(partition, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC);
            } else {
                results.put(partition, ErrorCode.NONE);
                if (shard.offsets().committed(groupId, partition) != null
                        || shard.offsets().isPending(groupId, partition)) {
                    records.add(new OffsetRemoved(groupId, partition.topic(), partition.partition()));
                }
            }
        }
        return Decision.append(records, new Deleted(ErrorCode.NONE, results));
    }
}
