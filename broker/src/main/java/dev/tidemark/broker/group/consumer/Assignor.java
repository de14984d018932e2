package dev.tidemark.broker.group.consumer;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A server-side assignor: says who of a consumer group shall have what. Pure; the same problem gives the same answer. */
public interface Assignor {

    /** The name that members and configuration use. */
    String name();

    /** The partitions of each member; every partition of a topic that somebody asks for goes to exactly one who does. */
    Map<String, SortedSet<TopicIdPartition>> assign(Problem problem);

    /**
     * What is to be assigned.
     *
     * @param members by id
     * @param partitionCounts of every topic that any member asks for and that exists
     */
    record Problem(SortedMap<String, Subscriber> members, SortedMap<UUID, Integer> partitionCounts) {}

    /**
     * A member as the assignor sees it.
     *
     * @param instanceId its static name, or null
     * @param topics what it asks for, as far as it exists
     * @param previous what it was to have before
     */
    record Subscriber(@Nullable String instanceId, Set<UUID> topics, SortedSet<TopicIdPartition> previous) {}
}
