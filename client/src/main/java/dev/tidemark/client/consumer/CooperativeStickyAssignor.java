package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * As even as subscriptions allow, moving as little as that takes, in two rounds (KIP-429): a partition that changes hands is first only
 * taken from its owner, who then rejoins without it; the next round gives it to its new one. So nobody reads it twice and nobody else
 * stops.
 *
 * <p>Three steps: keep what members validly own; give what is free to the least loaded; then, while a member could hand one to
 * another that has at least two fewer, move it. The last step ends because every move shrinks the sum of squared loads.
 */
public final class CooperativeStickyAssignor implements Assignor {

    @Override
    public String name() {
        return "cooperative-sticky";
    }

    @Override
    public boolean cooperative() {
        return true;
    }

    /** The generation, where clients older than the third subscription version look for it. */
    @Override
    public @Nullable ByteBuffer userData(int generation) {
        return ByteBuffer.allocate(4).putInt(generation).flip();
    }

    @Override
    public Map<String, Set<TopicPartition>> assign(Map<String, Integer> partitionCounts, List<Subscriber> subscribers) {
        Map<TopicPartition, String> owners = validOwners(partitionCounts, subscribers);
        Shares assigned = new Shares(subscribers);
        owners.forEach((partition, owner) -> assigned.of(owner).add(partition));

        List<Subscriber> sorted = subscribers.stream().sorted(Comparator.comparing(Subscriber::sortKey)).toList();
        giveFree(partitionCounts, owners.keySet(), sorted, assigned);
        while (moveOne(sorted, assigned)) {
            // each move narrows the spread
        }
        assigned.byMember()
                .forEach((member, partitions) -> partitions
                        .removeIf(partition -> owners.containsKey(partition) && !member.equals(owners.get(partition))));
        return assigned.byMember();
    }

    /** Claims of the youngest generation that makes any; a partition that two members claim in the same one is nobody's. */
    private static Map<TopicPartition, String> validOwners(Map<String, Integer> partitionCounts,
            List<Subscriber> subscribers) {
        Map<TopicPartition, Subscriber> youngest = new HashMap<>();
        Set<TopicPartition> disputed = new HashSet<>();
        for (Subscriber member : subscribers) {
            for (TopicPartition partition : member.owned()) {
                boolean exists = partition.partition() < partitionCounts.getOrDefault(partition.topic(), 0);
                if (!exists || !member.topics().contains(partition.topic())) {
                    continue;
                }
                Subscriber other = youngest.get(partition);
                if (other == null || other.generation() < member.generation()) {
                    youngest.put(partition, member);
                    disputed.remove(partition);
                } else if (other.generation() == member.generation()) {
                    disputed.add(partition);
                }
            }
        }
        Map<TopicPartition, String> owners = new TreeMap<>();
        youngest.forEach((partition, member) -> {
            if (!disputed.contains(partition)) {
                owners.put(partition, member.memberId());
            }
        });
        return owners;
    }

    private static void giveFree(Map<String, Integer> partitionCounts, Set<TopicPartition> owned,
            List<Subscriber> sorted, Shares assigned) {
        for (Map.Entry<String, Integer> topic : new TreeMap<>(partitionCounts).entrySet()) {
            for (int i = 0; i < topic.getValue(); i++) {
                TopicPartition partition = new TopicPartition(topic.getKey(), i);
                if (owned.contains(partition)) {
                    continue;
                }
                sorted.stream()
                        .filter(member -> member.topics().contains(topic.getKey()))
                        .min(Comparator.comparingInt(assigned::load))
                        .ifPresent(member -> assigned.of(member).add(partition));
            }
        }
    }

    private static boolean moveOne(List<Subscriber> sorted, Shares assigned) {
        Comparator<Subscriber> byLoad = Comparator.comparingInt(assigned::load);
        List<Subscriber> heaviestFirst = new ArrayList<>(sorted);
        heaviestFirst.sort(byLoad.reversed());
        List<Subscriber> lightestFirst = new ArrayList<>(sorted);
        lightestFirst.sort(byLoad);
        for (Subscriber giver : heaviestFirst) {
            Set<TopicPartition> given = assigned.of(giver);
            for (Subscriber taker : lightestFirst) {
                if (given.size() - assigned.load(taker) < 2) {
                    break;
                }
                for (TopicPartition partition : given) {
                    if (taker.topics().contains(partition.topic())) {
                        given.remove(partition);
                        assigned.of(taker).add(partition);
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
