package dev.tidemark.broker.group.consumer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Spreads all partitions evenly and lets members keep what they have. Among members that ask for the same topics, numbers
 * differ by at most one, and no more moves than that takes. Otherwise, partitions that nobody has go to the least loaded of
 * those who ask for the topic, and then move from one member to a less loaded one as long as that evens out.
 */
public final class UniformAssignor implements Assignor {

    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Map<String, SortedSet<TopicIdPartition>> assign(Problem problem) {
        return new Spread(problem).spread();
    }

    /** One run. */
    private static final class Spread {

        private final Problem problem;
        private final Map<String, SortedSet<TopicIdPartition>> shares = new HashMap<>();
        private final Map<UUID, List<String>> subscribers = new HashMap<>();

        Spread(Problem problem) {
            this.problem = problem;
            problem.members().forEach((memberId, member) -> {
                shares.put(memberId, new TreeSet<>());
                for (UUID topic : member.topics()) {
                    subscribers.computeIfAbsent(topic, id -> new ArrayList<>()).add(memberId);
                }
            });
        }

        Map<String, SortedSet<TopicIdPartition>> spread() {
            boolean alike = problem.members().values().stream().map(Subscriber::topics).distinct().count() <= 1;
            List<TopicIdPartition> open = keepWhatTheyHave(alike ? quota() : Integer.MAX_VALUE);
            if (alike) {
                fillUp(open);
            } else {
                open.forEach(partition -> leastLoaded(partition.topicId()).add(partition));
                evenOut();
            }
            return shares;
        }

        private SortedSet<TopicIdPartition> share(String memberId) {
            return Objects.requireNonNull(shares.get(memberId));
        }

        private int total() {
            return problem.partitionCounts().values().stream().mapToInt(Integer::intValue).sum();
        }

        private int quota() {
            return problem.members().isEmpty() ? 0 : total() / problem.members().size();
        }

        /** Members keep up to this many; as many as there are partitions beyond the quotas keep one more. Returns the rest. */
        private List<TopicIdPartition> keepWhatTheyHave(int quota) {
            TreeSet<TopicIdPartition> open = new TreeSet<>();
            problem.partitionCounts().forEach((topic, partitions) -> {
                for (int i = 0; subscribers.containsKey(topic) && i < partitions; i++) {
                    open.add(new TopicIdPartition(topic, i));
                }
            });
            int oneMore = quota == Integer.MAX_VALUE ? 0 : total() - quota * problem.members().size();
            for (Map.Entry<String, Subscriber> member : problem.members().entrySet()) {
                SortedSet<TopicIdPartition> share = share(member.getKey());
                for (TopicIdPartition had : member.getValue().previous()) {
                    boolean mayKeep = share.size() < quota || (share.size() == quota && oneMore > 0);
                    if (mayKeep && member.getValue().topics().contains(had.topicId()) && open.remove(had)) {
                        share.add(had);
                        if (share.size() == quota + 1) {
                            oneMore--;
                        }
                    }
                }
            }
            return new ArrayList<>(open);
        }

        /** Gives what is open to whoever has least; all members ask for the same topics. */
        private void fillUp(List<TopicIdPartition> open) {
            PriorityQueue<String> byLoad = new PriorityQueue<>((one, other) -> {
                int bySize = Integer.compare(share(one).size(), share(other).size());
                return bySize != 0 ? bySize : one.compareTo(other);
            });
            byLoad.addAll(problem.members().keySet());
            for (TopicIdPartition partition : open) {
                String memberId = byLoad.remove();
                share(memberId).add(partition);
                byLoad.add(memberId);
            }
        }

        private SortedSet<TopicIdPartition> leastLoaded(UUID topic) {
            SortedSet<TopicIdPartition> least = null;
            for (String memberId : Objects.requireNonNull(subscribers.get(topic))) {
                if (least == null || share(memberId).size() < least.size()) {
                    least = share(memberId);
                }
            }
            return Objects.requireNonNull(least);
        }

        /** Each move brings two sizes closer together, so this ends. */
        private void evenOut() {
            boolean moved = true;
            while (moved) {
                moved = false;
                for (String memberId : problem.members().keySet()) {
                    SortedSet<TopicIdPartition> share = share(memberId);
                    for (TopicIdPartition partition : List.copyOf(share)) {
                        SortedSet<TopicIdPartition> least = leastLoaded(partition.topicId());
                        if (least.size() + 1 < share.size()) {
                            share.remove(partition);
                            least.add(partition);
                            moved = true;
                        }
                    }
                }
            }
        }
    }
}
