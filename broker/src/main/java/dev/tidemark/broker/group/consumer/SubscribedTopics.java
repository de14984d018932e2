package dev.tidemark.broker.group.consumer;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The cluster's topics as consumer groups look at them. Immutable.
 *
 * @param image the cluster
 * @param version grows when topics come, go or grow
 */
public record SubscribedTopics(ClusterImage image, long version) {

    /** Before anything is known. */
    public static final SubscribedTopics NONE = new SubscribedTopics(ClusterImage.EMPTY, 0);

    /** The names that a regular expression may match: all but those of the broker itself. */
    public List<String> matchable() {
        List<String> names = new ArrayList<>();
        for (TopicImage topic : image.topicsByName().values()) {
            if (!topic.internal()) {
                names.add(topic.name());
            }
        }
        return names;
    }

    /** A number that differs when one of these topics came, went, grew or was created anew; 0 if none exists. */
    public long hash(SortedSet<String> names) {
        long hash = 0;
        for (String name : names) {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                UUID id = topic.id();
                hash = mix(hash ^ name.hashCode());
                hash = mix(hash ^ id.getMostSignificantBits());
                hash = mix(hash ^ id.getLeastSignificantBits());
                hash = mix(hash ^ topic.partitions().size());
            }
        }
        return hash;
    }

    /** The finalizer of SplitMix64, after its increment: every bit of the input changes half of the output's. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** What an assignor has to solve for a group. */
    public Assignor.Problem problem(ConsumerGroup group) {
        SortedMap<String, Assignor.Subscriber> members = new TreeMap<>();
        SortedMap<UUID, Integer> counts = new TreeMap<>();
        for (ConsumerMember member : group.members()) {
            Set<UUID> topics = new TreeSet<>();
            for (String name : group.topicsOf(member)) {
                TopicImage topic = image.topic(name);
                if (topic != null) {
                    topics.add(topic.id());
                    counts.put(topic.id(), topic.partitions().size());
                }
            }
            members.put(member.memberId(), new Assignor.Subscriber(member.instanceId(), topics,
                    group.target(member.memberId())));
        }
        return new Assignor.Problem(members, counts);
    }

    /** The partitions by topic name, those of topics that are gone left out. */
    public SortedMap<String, List<Integer>> byName(Set<TopicIdPartition> partitions) {
        SortedMap<String, List<Integer>> byName = new TreeMap<>();
        for (Map.Entry<UUID, List<Integer>> topic : ByTopic.group(partitions).entrySet()) {
            TopicImage known = image.topic(topic.getKey());
            if (known != null) {
                byName.put(known.name(), topic.getValue());
            }
        }
        return byName;
    }

    /** A topic's partitions, or none if it does not exist. */
    public Set<TopicIdPartition> byId(String name, List<Integer> partitions) {
        Set<TopicIdPartition> found = new TreeSet<>();
        TopicImage topic = image.topic(name);
        if (topic != null) {
            partitions.forEach(partition -> found.add(new TopicIdPartition(topic.id(), partition)));
        }
        return found;
    }
}
