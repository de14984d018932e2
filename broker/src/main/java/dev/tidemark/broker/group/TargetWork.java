package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.broker.group.consumer.Assignor;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetEpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetSaved;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes target assignments. Owned by a {@link GroupShard}, on the control loop, where small ones are made at once. Those of large groups take too long for
 * a loop that everybody's heartbeats run on: they are worked out in the background, from a picture of the group as it is committed, and come back as a
 * command of their own. Until then the group has the target that it had.
 */
final class TargetWork {

    /** Members and partitions, together, up to which a target is made at once; those cost the loop a few milliseconds at most. */
    static final int SMALL_MAX = 1_000;

    private final ShardContext<GroupShard, GroupRecord> context;
    private final Executor background;
    private final Set<ConsumerGroup> beingWorkedOut = new HashSet<>();

    /** @param background where targets of large groups are worked out */
    TargetWork(ShardContext<GroupShard, GroupRecord> context, Executor background) {
        this.context = context;
        this.background = background;
    }

    /** Whether a target is being worked out; another one is not begun meanwhile. */
    boolean isBusyWith(ConsumerGroup group) {
        return beingWorkedOut.contains(group);
    }

    /** Makes the target for the group's epoch, now or soon. */
    void make(ConsumerGroup group, Assignor assignor, Assignor.Problem problem, Change change) {
        int epoch = group.epoch();
        long size = problem.members().size()
                + problem.partitionCounts().values().stream().mapToLong(Integer::longValue).sum();
        boolean first = group.assignmentEpoch() == 0; // of one member; and no member can be told epoch 0, which means joining
        if (first || size <= SMALL_MAX) {
            save(group, epoch, assignor.assign(problem), change);
        } else {
            change.onCommit(() -> begin(group, epoch, assignor, problem));
        }
    }

    private void begin(ConsumerGroup group, int epoch, Assignor assignor, Assignor.Problem problem) {
        if (!beingWorkedOut.add(group)) {
            return;
        }
        background.execute(() -> {
            Map<String, SortedSet<TopicIdPartition>> assigned = null;
            try {
                assigned = assignor.assign(problem);
            } finally {
                Map<String, SortedSet<TopicIdPartition>> found = assigned;
                context.submit(shard -> {
                    Change change = new Change(shard);
                    ended(shard, group, epoch, found, change);
                    return Rebalance.decideVoid(records -> records.addAll(change.records())).then(change.afterCommit());
                });
            }
        });
    }

    private void ended(GroupShard shard, ConsumerGroup group, int epoch,
            @Nullable Map<String, SortedSet<TopicIdPartition>> assigned, Change change) {
        beingWorkedOut.remove(group);
        boolean lives = shard.consumerGroup(group.id()) == group;
        if (lives && assigned != null && epoch > group.assignmentEpoch() && stillFits(group, assigned)) {
            save(group, epoch, assigned, change);
        }
    }

    /**
     * Whether the targets can stand beside those of the group as it is by now. Members who joined since have none and wait for the next; if somebody left, or
     * goes on under another id, partitions would belong to nobody or to two, and the next heartbeat has a new target worked out.
     */
    private static boolean stillFits(ConsumerGroup group, Map<String, SortedSet<TopicIdPartition>> assigned) {
        int found = 0;
        for (ConsumerMember member : group.members()) {
            if (assigned.containsKey(member.memberId())) {
                found++;
            } else if (!group.target(member.memberId()).isEmpty()) {
                return false;
            }
        }
        return found == assigned.size();
    }

    private void save(ConsumerGroup group, int epoch, Map<String, SortedSet<TopicIdPartition>> assigned,
            Change change) {
        assigned.forEach((memberId, target) -> {
            if (!target.equals(group.target(memberId))) {
                change.add(new TargetSaved(group.id(), memberId, target));
            }
        });
        change.add(new TargetEpochSaved(group.id(), epoch, context.clock().wallMs()));
    }
}
