package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All partitions in order, dealt to the members in order, skipping those that do not subscribe to the topic. */
public final class RoundRobinAssignor implements Assignor {

    @Override
    public String name() {
        return "roundrobin";
    }

    @Override
    public boolean cooperative() {
        return false;
    }

    @Override
    public Map<String, Set<TopicPartition>> assign(Map<String, Integer> partitionCounts, List<Subscriber> subscribers) {
        Shares assigned = new Shares(subscribers);
        List<Subscriber> ring = subscribers.stream().sorted(Comparator.comparing(Subscriber::sortKey)).toList();
        int turn = 0;
        for (Map.Entry<String, Integer> topic : new TreeMap<>(partitionCounts).entrySet()) {
            if (ring.stream().noneMatch(member -> member.topics().contains(topic.getKey()))) {
                continue;
            }
            for (int partition = 0; partition < topic.getValue(); partition++) {
                while (!ring.get(turn % ring.size()).topics().contains(topic.getKey())) {
                    turn++;
                }
                assigned.of(ring.get(turn++ % ring.size()))
                        .add(new TopicPartition(topic.getKey(), partition));
            }
        }
        return assigned.byMember();
    }
}
