package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.GroupRecord.OffsetRemoved;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Topics were deleted: their offsets mean nothing any more, and would be wrong for a topic created anew under the name. Each
 * run forgets a bounded number; the reply says whether there are more.
 */
record TopicsGone(Set<String> topics) implements Command<GroupShard, Boolean, GroupRecord> {

    private static final int RECORDS_MAX = 5_000;

    TopicsGone {
        topics = Set.copyOf(topics);
    }

    @Override
    public Decision<Boolean, GroupRecord> decide(GroupShard shard) {
        List<GroupRecord> records = new ArrayList<>();
        for (String groupId : shard.offsets().groupIds()) {
            shard.offsets().committed(groupId).keySet().forEach(partition -> {
                if (topics.contains(partition.topic()) && records.size() < RECORDS_MAX) {
                    records.add(new OffsetRemoved(groupId, partition.topic(), partition.partition()));
                }
            });
        }
        return Decision.append(records, records.size() == RECORDS_MAX);
    }
}
