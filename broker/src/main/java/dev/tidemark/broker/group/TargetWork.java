package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Append;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.broker.group.consumer.Assignor;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetEpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetSaved;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes target assignments. Owned by a {@link GroupShard}, on the control loop, where small ones are made at once. Those of
 * large groups take too long for a loop that everybody's heartbeats run on: they are worked out in the background, from a
 * picture of the group as it is committed, and come back as a command of their own. Until then the group has the target that
 * it had.
 *
 * <p>A target that one batch does not take is written in several: first the old epoch again,
 * {@linkplain ConsumerGroup#IN_THE_MAKING in the making}, then the members' shares, and the new epoch last. Who loads the log
 * after a crash in between finds a group whose epoch has no target yet: members keep what they have, and the next heartbeat
 * has the target made anew.
 */
final class TargetWork {

    /** Members and partitions, together, up to which a target is made at once; those cost the loop a few milliseconds at most. */
    static final int SMALL_MAX = 1_000;

    private static final int BYTES_OF_PARTITION = 30;
    private static final int BYTES_OF_MEMBER = 100;
    private static final int UTF8_BYTES_MAX = 3;
    private static final Logger LOG = LoggerFactory.getLogger(TargetWork.class);

    /** A target that cannot be written: of which epoch, to a log that takes batches of which size. */
    private record TooLarge(int epoch, int batchBytesMax) {}

    private final ShardContext<GroupShard, GroupRecord> context;
    private final Executor background;
    private final Set<ConsumerGroup> beingWorkedOut = new HashSet<>();
    private final Map<ConsumerGroup, TooLarge> tooLarge = new HashMap<>();

    /** @param background where targets of large groups are worked out */
    TargetWork(ShardContext<GroupShard, GroupRecord> context, Executor background) {
        this.context = context;
        this.background = background;
    }

    /** Whether a target is being worked out; another one is not begun meanwhile. */
    boolean isBusyWith(ConsumerGroup group) {
        return beingWorkedOut.contains(group);
    }

    /** Whether the target of the group's epoch was worked out, and has a share that no batch of this size takes. */
    boolean isTooLargeFor(ConsumerGroup group) {
        return new TooLarge(group.epoch(), context.batchBytesMax()).equals(tooLarge.get(group));
    }

    /** Makes the target for the group's epoch, now or soon. */
    void make(ConsumerGroup group, Assignor assignor, Assignor.Problem problem, Change change) {
        int epoch = group.epoch();
        boolean first = group.assignmentEpoch() == 0; // of one member; and no member can be told epoch 0, which means joining
        if (first || isSmall(group, problem)) {
            shares(group, assignor.assign(problem)).forEach(change::add);
            change.add(new TargetEpochSaved(group.id(), epoch, context.clock().wallMs()));
        } else {
            change.onCommit(() -> begin(group, epoch, assignor, problem));
        }
    }

    /**
     * Small in time, and surely in bytes: so many at the most for each member and partition, and as many again for what else
     * the decision writes.
     */
    private boolean isSmall(ConsumerGroup group, Assignor.Problem problem) {
        long partitions = problem.partitionCounts().values().stream().mapToLong(Integer::longValue).sum();
        long bytes = partitions * BYTES_OF_PARTITION;
        for (String memberId : problem.members().keySet()) {
            bytes += BYTES_OF_MEMBER + UTF8_BYTES_MAX * ((long) memberId.length() + group.id().length());
        }
        return problem.members().size() + partitions <= SMALL_MAX && 2 * bytes <= context.batchBytesMax();
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
                context.submit(shard -> ended(shard, group, epoch, found));
            }
        });
    }

    private Decision<Boolean, GroupRecord> ended(GroupShard shard, ConsumerGroup group, int epoch,
            @Nullable Map<String, SortedSet<TopicIdPartition>> assigned) {
        beingWorkedOut.remove(group);
        tooLarge.keySet().removeIf(known -> shard.consumerGroup(known.id()) != known || known == group);
        boolean lives = shard.consumerGroup(group.id()) == group;
        if (!lives || assigned == null || epoch <= group.assignmentEpoch() || !stillFits(group, assigned)) {
            return Decision.reply(false);
        }
        List<GroupRecord> shares = new ArrayList<>();
        for (TargetSaved share : shares(group, assigned)) {
            GroupRecord record = new GroupRecord.OfConsumerGroup(share);
            if (!context.takes(record)) {
                return giveUp(group, epoch, share);
            }
            shares.add(record);
        }
        return Decision.append(new Append.Stepwise<>(
                epochSaved(group, group.assignmentEpoch(), ConsumerGroup.IN_THE_MAKING), shares,
                epochSaved(group, epoch, context.clock().wallMs())), true);
    }

    private static GroupRecord epochSaved(ConsumerGroup group, int epoch, long timestampMs) {
        return new GroupRecord.OfConsumerGroup(new TargetEpochSaved(group.id(), epoch, timestampMs));
    }

    private Decision<Boolean, GroupRecord> giveUp(ConsumerGroup group, int epoch, TargetSaved share) {
        int batchBytesMax = context.batchBytesMax();
        tooLarge.put(group, new TooLarge(epoch, batchBytesMax));
        LOG.error(
                "The members of group {} keep the partitions that they have: the assignment for its epoch {} gives {} partitions to member {},"
                        + " and that does not fit into a batch of {} bytes. More members, or a larger max.message.bytes of {}, help",
                group.id(),
                epoch, share.partitions().size(), share.memberId(), batchBytesMax, context.partition().topic());
        return Decision.reply(false);
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

    /** The members' shares, without those that are written already. */
    private static List<TargetSaved> shares(ConsumerGroup group, Map<String, SortedSet<TopicIdPartition>> assigned) {
        List<TargetSaved> shares = new ArrayList<>();
        assigned.forEach((memberId, target) -> {
            if (!target.equals(group.written(memberId))) {
                shares.add(new TargetSaved(group.id(), memberId, target));
            }
        });
        return shares;
    }
}
