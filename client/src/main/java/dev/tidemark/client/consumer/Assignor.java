package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who reads what, decided by the group's leader: a pure function, the same on every client. The three of Kafka's names are
 * {@link RangeAssignor}, {@link RoundRobinAssignor} and {@link CooperativeStickyAssignor}; others may be brought along.
 */
public interface Assignor {

    /**
     * A member with what it told on joining.
     *
     * @param owned what it still reads, in the generation it last took part in
     * @param generation of {@code owned}; -1 if it has none
     */
    record Subscriber(String memberId, @Nullable String groupInstanceId, Set<String> topics, Set<TopicPartition> owned,
            int generation) {

        /** The order that survives restarts of static members: by instance name, else by member id. */
        String sortKey() {
            return groupInstanceId == null ? memberId : groupInstanceId;
        }
    }

    /** Members agree on an assignor by this name. */
    String name();

    /** Whether members keep what they own while a rebalance runs (KIP-429), instead of giving up all before it. */
    boolean cooperative();

    /**
     * Decides.
     *
     * @param partitionCounts of all topics subscribed to; topics that do not exist are absent
     * @return what each member reads from now on; every member has an entry
     */
    Map<String, Set<TopicPartition>> assign(Map<String, Integer> partitionCounts, List<Subscriber> subscribers);

    /** Bytes that this member adds to its subscription; null for none. */
    default @Nullable ByteBuffer userData(int generation) {
        return null;
    }

    /** The assignor of one of Kafka's names, or null. */
    static @Nullable Assignor named(String name) {
        return switch (name) {
            case "range" -> new RangeAssignor();
            case "roundrobin" -> new RoundRobinAssignor();
            case "cooperative-sticky" -> new CooperativeStickyAssignor();
            default -> null;
        };
    }
}
