package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many groups there are and how many members they have, by kind. Immutable.
 *
 * @param complete whether every partition could be asked; one that is being loaded cannot
 */
public record GroupCounts(boolean complete, Map<Kind, Count> byKind) {

    /** No groups. */
    static final GroupCounts NONE = new GroupCounts(true, Map.of());

    /** Of a partition that cannot be asked. */
    static final GroupCounts UNKNOWN = new GroupCounts(false, Map.of());

    /**
     * Groups that are told together.
     *
     * @param type Kafka's name of the group's type
     * @param state Kafka's name of its state
     */
    public record Kind(String type, String state) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byType = type.compareTo(other.type);
            return byType != 0 ? byType : state.compareTo(other.state);
        }
    }

    /** Groups of a kind, and the members of all of them. */
    public record Count(long groups, long members) {
        private Count plus(Count more) {
            return new Count(groups + more.groups, members + more.members);
        }
    }

    /** Counts one partition's groups. */
    static Decision<GroupCounts, GroupRecord> of(GroupShard shard) {
        Map<Kind, Count> counts = new TreeMap<>();
        for (ClassicGroup group : shard.groups()) {
            counts.merge(new Kind("classic", group.state().wireName()), new Count(1, group.size()), Count::plus);
        }
        for (ConsumerGroup group : shard.consumerGroups()) {
            counts.merge(new Kind("consumer", group.state().wireName()), new Count(1, group.size()), Count::plus);
        }
        return Decision.reply(new GroupCounts(true, counts));
    }

    GroupCounts plus(GroupCounts more) {
        Map<Kind, Count> sum = new TreeMap<>(byKind);
        more.byKind.forEach((kind, count) -> sum.merge(kind, count, Count::plus));
        return new GroupCounts(complete && more.complete, sum);
    }
}
