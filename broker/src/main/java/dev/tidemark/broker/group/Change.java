package dev.tidemark.broker.group;

import dev.tidemark.broker.group.consumer.ConsumerGroupRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The records that a decision about a consumer group collects. Confined to one decision, on the control loop.
 *
 * <p>Such a decision has steps that rest on each other: a member joins, so the group has a new epoch, so everybody has a new
 * target, so the member gets partitions. Each record is therefore replayed when it is added, and the next step looks at the
 * state as it is then. The runtime replays all of them once more, which changes nothing, and takes all of them back if they
 * cannot be appended.
 */
final class Change {

    private final GroupShard shard;
    private final List<GroupRecord> records = new ArrayList<>();
    private final List<Runnable> onCommit = new ArrayList<>();

    Change(GroupShard shard) {
        this.shard = shard;
    }

    void add(ConsumerGroupRecord fact) {
        add(new GroupRecord.OfConsumerGroup(fact));
    }

    void add(GroupRecord record) {
        shard.replay(record);
        records.add(record);
    }

    /** Runs this once the records are committed; never if they cannot be appended. */
    void onCommit(Runnable action) {
        onCommit.add(action);
    }

    /** What is to run once the records are committed. */
    Runnable afterCommit() {
        return () -> onCommit.forEach(Runnable::run);
    }

    List<GroupRecord> records() {
        return records;
    }
}
