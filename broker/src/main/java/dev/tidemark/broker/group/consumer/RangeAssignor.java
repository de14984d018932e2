package dev.tidemark.broker.group.consumer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Gives each topic's partitions out in ranges, the members always in the same order: partitions of the same number of topics
 * with as many partitions go to the same member, as joins want it. Static members come first, by their names, so that their
 * ranges survive a restart.
 */
public final class RangeAssignor implements Assignor {

    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, SortedSet<TopicIdPartition>> assign(Problem problem) {
        Map<String, SortedSet<TopicIdPartition>> assignment = new HashMap<>();
        problem.members().keySet().forEach(memberId -> assignment.put(memberId, new TreeSet<>()));
        List<String> order = inOrder(problem);
        problem.partitionCounts().forEach((topic, partitions) -> {
            List<String> subscribed = order.stream()
                    .filter(memberId -> subscriber(problem, memberId).topics().contains(topic))
                    .toList();
            giveOut(topic, partitions, subscribed, assignment);
        });
        return assignment;
    }

    private static Subscriber subscriber(Problem problem, String memberId) {
        return Objects.requireNonNull(problem.members().get(memberId));
    }

    private static List<String> inOrder(Problem problem) {
        List<String> order = new ArrayList<>(problem.members().keySet());
        order.sort(Comparator.comparing((String memberId) -> subscriber(problem, memberId).instanceId(),
                Comparator.nullsLast(Comparator.naturalOrder())).thenComparing(Comparator.naturalOrder()));
        return order;
    }

    private static void giveOut(UUID topic, int partitions, List<String> subscribed,
            Map<String, SortedSet<TopicIdPartition>> assignment) {
        if (subscribed.isEmpty()) {
            return;
        }
        int each = partitions / subscribed.size();
        int withOneMore = partitions % subscribed.size();
        int next = 0;
        for (int i = 0; i < subscribed.size(); i++) {
            SortedSet<TopicIdPartition> share = Objects.requireNonNull(assignment.get(subscribed.get(i)));
            for (int left = each + (i < withOneMore ? 1 : 0); left > 0; left--) {
                share.add(new TopicIdPartition(topic, next++));
            }
        }
    }
}
