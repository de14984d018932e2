package dev.tidemark.broker.group.consumer;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a consumer group has. Immutable.
 *
 * @param epoch the group epoch that it has caught up with; {@link #LEFT_FOR_A_WHILE} for a static member that will be back
 * @param previousEpoch the one before, accepted too: the answer with the newer one may have been lost
 * @param state what keeps it from its target
 * @param assigned what it may use, with the epoch since which it has each partition (KIP-1251)
 * @param pendingRevocation what it has to give back, likewise
 */
public record MemberAssignment(int epoch, int previousEpoch, State state,
        SortedMap<TopicIdPartition, Integer> assigned, SortedMap<TopicIdPartition, Integer> pendingRevocation) {

    /** The epoch of a static member that left for a while. */
    public static final int LEFT_FOR_A_WHILE = -2;

    /** A member that has nothing and has not caught up with anything. */
    public static final MemberAssignment NONE = new MemberAssignment(0, 0, State.STABLE, Collections.emptySortedMap(),
            Collections.emptySortedMap());

    /** How far a member is, with Kafka's number. */
    public enum State {
        /** It has what it shall have. */
        STABLE(0),
        /** It has to give partitions back before it catches up with the next epoch. */
        UNREVOKED_PARTITIONS(1),
        /** It has caught up, and waits for partitions that others still hold. */
        UNRELEASED_PARTITIONS(2);

        private final byte code;

        State(int code) {
            this.code = (byte) code;
        }

        /** What is stored. */
        public byte code() {
            return code;
        }

        /** The state of a number, or null. */
        public static @Nullable State of(byte code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            return null;
        }
    }

    public MemberAssignment {
        assigned = Collections.unmodifiableSortedMap(new TreeMap<>(assigned));
        pendingRevocation = Collections.unmodifiableSortedMap(new TreeMap<>(pendingRevocation));
    }

    /** The partitions that it may use. */
    public Set<TopicIdPartition> partitions() {
        return assigned.keySet();
    }

    /** Every partition that nobody else may get: used, or not given back yet. */
    public SortedSet<TopicIdPartition> held() {
        SortedSet<TopicIdPartition> held = new TreeSet<>(assigned.keySet());
        held.addAll(pendingRevocation.keySet());
        return held;
    }

    /** Whether it has all of a target assignment, and nothing else. */
    public boolean reconciledTo(int targetEpoch) {
        return state == State.STABLE && epoch == targetEpoch;
    }

    /** A static member leaves for a while: it keeps what it may use, and has given the rest back. */
    public MemberAssignment leftForAWhile() {
        return new MemberAssignment(LEFT_FOR_A_WHILE, previousEpoch, state, assigned, Collections.emptySortedMap());
    }

    /** A static member comes back: it has caught up with nothing. */
    public MemberAssignment restarted() {
        return new MemberAssignment(0, 0, state, assigned, pendingRevocation);
    }

    /** Whether an offset may be stored by who says that it is in this epoch: it has the partition since then, or earlier. */
    public boolean mayCommit(TopicIdPartition partition, int claimedEpoch) {
        Map<TopicIdPartition, Integer> where = assigned.containsKey(partition) ? assigned : pendingRevocation;
        Integer since = where.get(partition);
        return since != null && since <= claimedEpoch && claimedEpoch <= epoch;
    }
}
