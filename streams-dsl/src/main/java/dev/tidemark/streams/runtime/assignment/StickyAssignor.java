package dev.tidemark.streams.runtime.assignment;

import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides who should run which task, given who runs it now and on whose disk its state is. A function of its input:
 * members and tasks are taken in order of their names, so every leader decides alike.
 *
 * <p>Balance first: with capacity {@code c} of {@code C} workers in all, a member runs at most {@code ceil(c * tasks / C)}
 * tasks. These shares add up to all tasks or more, so what is assigned fits, and assigning again moves nothing: rounds
 * come to rest. Within its share a member keeps what it runs, then gets what it has on disk; the rest goes to the least
 * loaded member, among equals to the one with fewer tasks of the same sub-topology, since those cost alike.
 */
public final class StickyAssignor {

    private StickyAssignor() {}

    /**
     * The target: every task at exactly one member.
     *
     * @param members by member id; at least one
     */
    public static SortedMap<String, Set<TaskId>> assign(Collection<TaskId> tasks, Map<String, MemberInfo> members) {
        Round round = new Round(tasks, members);
        round.place(MemberInfo::running);
        round.place(MemberInfo::onDisk);
        round.placeRest();
        return round.target;
    }

    /** One decision in progress; confined to {@link #assign}. */
    private static final class Round {

        private final SortedMap<String, MemberInfo> members;
        private final SortedMap<String, Set<TaskId>> target = new TreeMap<>();
        private final Set<TaskId> unplaced;
        private final int tasksAll;
        private final int workersAll;

        Round(Collection<TaskId> tasks, Map<String, MemberInfo> members) {
            this.members = new TreeMap<>(members);
            this.unplaced = new TreeSet<>(tasks);
            this.tasksAll = unplaced.size();
            this.workersAll = members.values().stream().mapToInt(MemberInfo::workers).sum();
            this.members.keySet().forEach(member -> target.put(member, new TreeSet<>()));
        }

        void place(Function<MemberInfo, Set<TaskId>> claims) {
            members.forEach((id, member) -> {
                for (TaskId task : new TreeSet<>(claims.apply(member))) {
                    if (unplaced.contains(task) && hasRoom(id)) {
                        put(id, task);
                    }
                }
            });
        }

        void placeRest() {
            List<TaskId> rest = new ArrayList<>(unplaced);
            for (TaskId task : rest) {
                put(leastLoaded(task), task);
            }
        }

        private void put(String member, TaskId task) {
            held(member).add(task);
            unplaced.remove(task);
        }

        private Set<TaskId> held(String member) {
            return target.computeIfAbsent(member, _ -> new HashSet<>());
        }

        private boolean hasRoom(String member) {
            return held(member).size() < share(member);
        }

        private int share(String member) {
            return (int) (((long) workers(member) * tasksAll + workersAll - 1) / workersAll);
        }

        private int workers(String member) {
            MemberInfo info = members.get(member);
            return info == null ? 1 : info.workers();
        }

        private int ofSubTopology(String member, int subTopology) {
            int count = 0;
            for (TaskId held : held(member)) {
                if (held.subTopology() == subTopology) {
                    count++;
                }
            }
            return count;
        }

        private String leastLoaded(TaskId task) {
            Comparator<String> byLoad = Comparator
                    .comparingDouble((String member) -> (double) held(member).size() / workers(member))
                    .thenComparingInt(member -> ofSubTopology(member, task.subTopology()))
                    .thenComparing(Comparator.naturalOrder());
            return members.keySet().stream().filter(this::hasRoom).min(byLoad).orElseThrow();
        }
    }
}
