package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes a group that has no members: its offsets, those of open transactions too, and then itself. One run forgets a
 * bounded number of offsets, so that its batch fits the log; the reply says whether the group is still there.
 */
public record DeleteGroup(String groupId) implements Command<GroupShard, DeleteGroup.Result, GroupRecord> {

    private static final int RECORDS_MAX = 2_000;

    /**
     * The reply.
     *
     * @param error why the group is not deleted, or NONE
     * @param more whether to run again, since offsets are left
     */
    public record Result(ErrorCode error, boolean more) {}

    @Override
    public Decision<Result, GroupRecord> decide(GroupShard shard) {
        ClassicGroup classic = shard.group(groupId);
        ConsumerGroup consumers = shard.consumerGroup(groupId);
        if (classic == null && consumers == null) {
            return Decision.reply(new Result(ErrorCode.GROUP_ID_NOT_FOUND, false));
        }
        boolean hasMembers = consumers == null ? classic != null && !(classic.state() instanceof Empty)
                : consumers.size() > 0;
        if (hasMembers) {
            return Decision.reply(new Result(ErrorCode.NON_EMPTY_GROUP, false));
        }
        List<GroupRecord> records = new ArrayList<>();
        boolean more = shard.offsets().addTombstones(groupId, RECORDS_MAX, records);
        if (!more && classic != null) {
            shard.removeGroup(classic, records);
        }
        if (!more && consumers != null) {
            consumers.tombstones().forEach(fact -> records.add(new GroupRecord.OfConsumerGroup(fact)));
        }
        return Decision.append(records, new Result(ErrorCode.NONE, more));
    }
}
