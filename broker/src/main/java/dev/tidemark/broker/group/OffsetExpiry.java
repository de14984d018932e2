package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.GroupRecord.OffsetRemoved;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.GroupState.Stable;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Forgets offsets that nobody will ask for, by Kafka's rule (KIP-211), and groups that have none left. Run from time to time
 * on the control loop; each run forgets a bounded number, the reply says whether it forgot any.
 *
 * <ul>
 * <li>A group without members: everything, once it has been empty for {@code offsets.retention.minutes}.
 * <li>A group that never had members: each offset that long after its commit.
 * <li>A stable group of consumers: offsets of topics it is not subscribed to, that long after their commit.
 * <li>A group of the consumer protocol, with members or without: offsets of topics it is not subscribed to, that long after
 * their commit.
 * <li>An offset with an expiry of its own: then.
 * <li>Never: an offset of which an open transaction holds another one; and groups that are exempt.
 * </ul>
 *
 * @param exempt groups whose offsets are kept however old (those of stream applications with a control topic)
 */
record OffsetExpiry(Predicate<String> exempt) implements Command<GroupShard, Boolean, GroupRecord> {

    private static final int RECORDS_MAX = 1_000;
    private static final long PRODUCER_MEMORY_MS = 24 * 60 * 60 * 1_000L;

    @Override
    public Decision<Boolean, GroupRecord> decide(GroupShard shard) {
        List<GroupRecord> records = new ArrayList<>();
        for (ClassicGroup group : List.copyOf(shard.groups())) {
            if (records.size() >= RECORDS_MAX) {
                break;
            }
            boolean emptied = exempt.test(group.id()) ? shard.offsets().nothingOf(group.id())
                    : expire(shard, group, records);
            if (emptied && group.state() instanceof Empty && !group.hasPromised()) {
                shard.removeGroup(group, records);
            }
        }
        for (ConsumerGroup group : List.copyOf(shard.consumerGroups())) {
            if (records.size() >= RECORDS_MAX) {
                break;
            }
            expire(shard, group, records);
        }
        shard.offsets().forgetProducersBefore(shard.nowMs() - PRODUCER_MEMORY_MS);
        return Decision.append(records, !records.isEmpty());
    }

    private void expire(GroupShard shard, ConsumerGroup group, List<GroupRecord> records) {
        Set<String> subscribed = group.topics();
        boolean allGone = true;
        if (!exempt.test(group.id())) {
            for (Map.Entry<TopicPartition, CommittedOffset> entry : shard.offsets().committed(group.id()).entrySet()) {
                TopicPartition partition = entry.getKey();
                boolean goes = records.size() < RECORDS_MAX && !subscribed.contains(partition.topic())
                        && !shard.offsets().isPending(group.id(), partition)
                        && isOver(shard, entry.getValue(), entry.getValue().commitTimestampMs());
                if (goes) {
                    records.add(new OffsetRemoved(group.id(), partition.topic(), partition.partition()));
                } else {
                    allGone = false;
                }
            }
        }
        allGone &= !shard.offsets().anythingPendingOf(group.id());
        boolean nothingWas = shard.offsets().nothingOf(group.id());
        if (group.size() == 0 && (exempt.test(group.id()) ? nothingWas : allGone)) {
            group.tombstones().forEach(fact -> records.add(new GroupRecord.OfConsumerGroup(fact)));
        }
    }

    /** Adds tombstones; true if nothing of the group is left then. */
    private static boolean expire(GroupShard shard, ClassicGroup group, List<GroupRecord> records) {
        Map<TopicPartition, CommittedOffset> offsets = shard.offsets().committed(group.id());
        Set<String> subscribed = Subscriptions.topics(group);
        boolean allGone = true;
        for (Map.Entry<TopicPartition, CommittedOffset> entry : offsets.entrySet()) {
            TopicPartition partition = entry.getKey();
            if (records.size() < RECORDS_MAX && !shard.offsets().isPending(group.id(), partition)
                    && isExpired(shard, group, partition, entry.getValue(), subscribed)) {
                records.add(new OffsetRemoved(group.id(), partition.topic(), partition.partition()));
            } else {
                allGone = false;
            }
        }
        return allGone && (!offsets.isEmpty() || shard.offsets().nothingOf(group.id()));
    }

    private static boolean isExpired(GroupShard shard, ClassicGroup group, TopicPartition partition,
            CommittedOffset offset,
            @Nullable Set<String> subscribed) {
        long sinceMs;
        if (group.protocolType() == null || group.protocolType().isEmpty()) {
            sinceMs = offset.commitTimestampMs();
        } else if (group.state() instanceof Empty) {
            sinceMs = Math.max(group.stateTimestampMs(), offset.commitTimestampMs());
        } else if (group.state() instanceof Stable && subscribed != null && !subscribed.contains(partition.topic())) {
            sinceMs = offset.commitTimestampMs();
        } else {
            return false;
        }
        return isOver(shard, offset, sinceMs);
    }

    private static boolean isOver(GroupShard shard, CommittedOffset offset, long sinceMs) {
        return offset.expireTimestampMs() == CommittedOffset.NO_EXPIRY
                ? shard.nowMs() - sinceMs >= shard.settings().offsetsRetentionMs()
                : shard.nowMs() >= offset.expireTimestampMs();
    }
}
