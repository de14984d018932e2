package dev.tidemark.broker.group.consumer;

import dev.tidemark.broker.group.consumer.MemberAssignment.State;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a member gets from what it has to what it shall have, a step per heartbeat (KIP-848). Pure.
 *
 * <pre>
 *             target changed, has to give back            gave back
 *   STABLE ------------------------------> UNREVOKED_PARTITIONS -----+
 *     ^  |                                                           |
 *     |  | target changed, nothing to give back                      |
 *     |  +---------------------------------> next epoch <------------+
 *     |                                       |     |
 *     +---- all partitions were free ---------+     | some are held by others
 *     |                                             v
 *     +---- the last one is free ------- UNRELEASED_PARTITIONS
 * </pre>
 *
 * A partition changes hands only after its holder said that it no longer owns it: a member gives back while it is still in
 * the old epoch, and gets new partitions only in the new one, when nobody holds them.
 *
 * @param targetEpoch the epoch of the target assignment
 * @param target what the member shall have
 * @param owned what the member says that it owns, or null if it did not say
 * @param free whether nobody else holds a partition
 */
public record Reconciliation(int targetEpoch, Set<TopicIdPartition> target, @Nullable Set<TopicIdPartition> owned,
        Predicate<TopicIdPartition> free) {

    /** What the member has after this heartbeat; the same object if nothing changes. */
    public MemberAssignment next(MemberAssignment now) {
        return switch (now.state()) {
            case STABLE -> now.epoch() == targetEpoch ? now : advance(now);
            case UNREVOKED_PARTITIONS -> stillOwns(now.pendingRevocation()) ? now : advance(now);
            case UNRELEASED_PARTITIONS -> advance(now);
        };
    }

    /** A member that does not say what it owns may still own everything. */
    private boolean stillOwns(Map<TopicIdPartition, Integer> toRevoke) {
        return owned == null || owned.stream().anyMatch(toRevoke::containsKey);
    }

    private MemberAssignment advance(MemberAssignment now) {
        SortedMap<TopicIdPartition, Integer> kept = new TreeMap<>(now.assigned());
        kept.keySet().retainAll(target);
        SortedMap<TopicIdPartition, Integer> toRevoke = new TreeMap<>(now.assigned());
        toRevoke.keySet().removeAll(target);
        if (!toRevoke.isEmpty() && stillOwns(toRevoke)) {
            return same(now, new MemberAssignment(now.epoch(), now.previousEpoch(), State.UNREVOKED_PARTITIONS, kept,
                    toRevoke));
        }
        boolean waits = false;
        for (TopicIdPartition wanted : target) {
            if (!kept.containsKey(wanted)) {
                if (free.test(wanted)) {
                    kept.put(wanted, targetEpoch);
                } else {
                    waits = true;
                }
            }
        }
        int previous = now.epoch() == targetEpoch ? now.previousEpoch() : now.epoch();
        return same(now, new MemberAssignment(targetEpoch, previous,
                waits ? State.UNRELEASED_PARTITIONS : State.STABLE, kept, Collections.emptySortedMap()));
    }

    private static MemberAssignment same(MemberAssignment now, MemberAssignment next) {
        return next.equals(now) ? now : next;
    }
}
