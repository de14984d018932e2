package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Per topic a contiguous range for each of its subscribers, so that equally partitioned topics meet at one member. */
public final class RangeAssignor implements Assignor {

    @Override
    public String name() {
        return "range";
    }

    @Override
    public boolean cooperative() {
        return false;
    }

    @Override
    public Map<String, Set<TopicPartition>> assign(Map<String, Integer> partitionCounts, List<Subscriber> subscribers) {
        Shares assigned = new Shares(subscribers);
        for (Map.Entry<String, Integer> topic : new TreeMap<>(partitionCounts).entrySet()) {
            List<Subscriber> readers = subscribers.stream()
                    .filter(member -> member.topics().contains(topic.getKey()))
                    .sorted(Comparator.comparing(Subscriber::sortKey))
                    .toList();
            if (!readers.isEmpty()) {
                assignTopic(topic.getKey(), topic.getValue(), readers, assigned);
            }
        }
        return assigned.byMember();
    }

    private static void assignTopic(String topic, int partitionCount, List<Subscriber> readers,
            Shares assigned) {
        int share = partitionCount / readers.size();
        int larger = partitionCount % readers.size();
        int next = 0;
        for (int i = 0; i < readers.size(); i++) {
            int count = share + (i < larger ? 1 : 0);
            for (int end = next + count; next < end; next++) {
                assigned.of(readers.get(i)).add(new TopicPartition(topic, next));
            }
        }
    }
}
