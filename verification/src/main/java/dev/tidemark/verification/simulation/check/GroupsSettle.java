package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.GroupAssignment;
import dev.tidemark.verification.simulation.history.GroupJoin;
import dev.tidemark.verification.simulation.history.GroupLeave;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I5: between two moments a group is at rest: its members live in one generation, own all that the group reads, nothing twice, and
 * nothing of it changes. That one generation gives no partition to two members is asked of the whole run.
 *
 * @param settledNs from when on all groups have to be at rest
 * @param untilNs when the workload begins to end its members
 * @param wanted the partitions that each group reads
 */
public record GroupsSettle(long settledNs, long untilNs, Map<String, Set<Partition>> wanted) implements Checker {

    private record Event(long atNs, Operation operation) {}

    private record Ownership(String group, int generation, Partition partition) {}

    public GroupsSettle {
        wanted = Map.copyOf(wanted);
    }

    @Override
    public List<Violation> check(Evidence evidence) {
        History history = evidence.history();
        Violations found = new Violations();
        oneOwner(history, found);
        List<Event> events = events(history);
        for (String group : new TreeSet<>(wanted.keySet())) {
            SortedMap<String, Optional<GroupAssignment>> members = new TreeMap<>();
            boolean judged = false;
            for (Event event : events) {
                if (event.atNs() > untilNs) {
                    break;
                }
                if (event.atNs() > settledNs && !judged) {
                    judge(group, members, found);
                    judged = true;
                }
                if (apply(group, event.operation(), members) && judged) {
                    found.add(Kind.UNSETTLED, group + " should be at rest since " + Call.seconds(settledNs) + ": "
                            + event.operation());
                }
            }
            if (!judged) {
                judge(group, members, found);
            }
        }
        return found.list();
    }

    private static List<Event> events(History history) {
        List<Event> events = new ArrayList<>();
        for (Operation operation : history.operations()) {
            switch (operation) {
                case GroupLeave leave -> events.add(new Event(leave.call().invokedNs(), leave));
                case GroupJoin join when join.outcome() == Outcome.OK -> events
                        .add(new Event(join.call().completedNs(), join));
                case GroupAssignment assignment -> events.add(new Event(assignment.call().completedNs(), assignment));
                default -> {
                    // does not change who is in a group
                }
            }
        }
        events.sort(Comparator.comparingLong(Event::atNs));
        return events;
    }

    /** Whether it changed anything. */
    private static boolean apply(String group, Operation operation, Map<String, Optional<GroupAssignment>> members) {
        return switch (operation) {
            case GroupLeave leave when leave.group().equals(group) -> members.remove(leave.member()) != null;
            case GroupJoin join when join.group().equals(group) -> members.putIfAbsent(join.member(),
                    Optional.empty()) == null;
            case GroupAssignment now when now.group().equals(group) -> {
                GroupAssignment before = Objects
                        .requireNonNullElse(members.put(now.member(), Optional.of(now)),
                                Optional.<GroupAssignment>empty())
                        .orElse(null);
                yield before == null || before.generation() != now.generation()
                        || !before.partitions().equals(now.partitions());
            }
            default -> false;
        };
    }

    private void judge(String group, SortedMap<String, Optional<GroupAssignment>> members, Violations found) {
        String when = " at " + Call.seconds(settledNs) + " in " + group;
        SortedSet<Integer> generations = new TreeSet<>();
        Map<Partition, String> owners = new HashMap<>();
        members.forEach((member, assignment) -> {
            if (assignment.isEmpty()) {
                found.add(Kind.SEVERAL_GENERATIONS, member + " waits for its assignment" + when);
                return;
            }
            generations.add(assignment.get().generation());
            for (Partition partition : new TreeSet<>(assignment.get().partitions())) {
                String other = owners.putIfAbsent(partition, member);
                if (other != null) {
                    found.add(Kind.SHARED_PARTITION, partition + " is owned by " + other + " and " + member + when);
                }
            }
        });
        if (generations.size() != 1) {
            found.add(Kind.SEVERAL_GENERATIONS, "generations " + generations + " of " + members.keySet() + when);
        }
        for (Partition partition : new TreeSet<>(Objects.requireNonNull(wanted.get(group)))) {
            if (!owners.containsKey(partition)) {
                found.add(Kind.UNASSIGNED_PARTITION, partition + " is owned by none of " + members.keySet() + when);
            }
        }
    }

    private static void oneOwner(History history, Violations found) {
        Map<Ownership, GroupAssignment> owners = new HashMap<>();
        for (GroupAssignment now : history.all(GroupAssignment.class)) {
            for (Partition partition : now.partitions()) {
                GroupAssignment before = owners.putIfAbsent(new Ownership(now.group(), now.generation(), partition),
                        now);
                if (before != null && !before.member().equals(now.member())) {
                    found.add(Kind.SHARED_PARTITION,
                            partition + " belongs to two in one generation: " + before + "; and " + now);
                }
            }
        }
    }
}
