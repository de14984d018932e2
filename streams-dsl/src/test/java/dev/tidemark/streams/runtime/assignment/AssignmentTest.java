package dev.tidemark.streams.runtime.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    @Test
    void a_member_travels_through_its_bytes() {
        MemberInfo member = new MemberInfo(new UUID(1, 2), 4, 77, Set.of(new TaskId(0, 1), new TaskId(1, 300)),
                Set.of(new TaskId(1, 0)));
        assertThat(MemberInfo.of(member.toBytes())).isEqualTo(member);
    }

    @Test
    void tasks_are_spread_by_workers_and_every_task_has_one_owner() {
        Map<String, Set<TaskId>> target = StickyAssignor.assign(tasks(2, 6),
                Map.of("a", idle(1), "b", idle(2), "c", idle(3)));
        assertThat(sizes(target)).containsExactly(2, 4, 6);
        assertThat(all(target)).containsExactlyElementsOf(tasks(2, 6));
    }

    @Test
    void a_newcomer_takes_its_share_and_nothing_else_moves() {
        Map<String, MemberInfo> members = new TreeMap<>(Map.of("a", running(0, 0, 1, 2, 3), "b", idle(1)));
        Map<String, Set<TaskId>> target = StickyAssignor.assign(tasks(1, 4), members);
        assertThat(target.get("a")).hasSize(2).isSubsetOf(members.get("a").running());
        assertThat(target.get("b")).hasSize(2);
    }

    @Test
    void state_on_disk_decides_where_nobody_runs_the_task() {
        MemberInfo withState = new MemberInfo(new UUID(0, 1), 1, 0, Set.of(), Set.of(new TaskId(0, 1)));
        Map<String, Set<TaskId>> target = StickyAssignor.assign(tasks(1, 2), Map.of("a", idle(1), "b", withState));
        assertThat(target.get("b")).containsExactly(new TaskId(0, 1));
    }

    @Test
    void a_task_moves_in_two_rounds_and_is_never_owned_twice() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<TaskId> tasks = tasks(1 + random.nextInt(3), 1 + random.nextInt(7));
            Map<String, Set<TaskId>> running = new TreeMap<>();
            for (int step = 0; step < 12; step++) {
                if (random.nextBoolean() || running.isEmpty()) {
                    running.put("m" + step, new HashSet<>());
                } else if (running.size() > 1) {
                    running.remove(new ArrayList<>(running.keySet()).get(random.nextInt(running.size())));
                }
                for (int round = 0; round < 3; round++) {
                    Map<String, MemberInfo> members = new HashMap<>();
                    running.forEach((id, held) -> members.put(id,
                            new MemberInfo(new UUID(0, id.hashCode()), 1, 0, held, Set.of())));
                    Map<String, Set<TaskId>> given = Handover.round(StickyAssignor.assign(tasks, members), members);
                    // whoever was not given a task that it runs lets go of it before the next round
                    given.forEach(running::replace);
                    assertThat(all(running)).as("seed " + seed).doesNotHaveDuplicates();
                }
                assertThat(all(running)).as("seed " + seed + ": all owned once it is quiet")
                        .containsExactlyElementsOf(tasks);
                int most = running.values().stream().mapToInt(Set::size).max().orElse(0);
                assertThat(most).as("seed " + seed)
                        .isLessThanOrEqualTo((tasks.size() + running.size() - 1) / running.size());
            }
        }
    }

    private static MemberInfo idle(int workers) {
        return new MemberInfo(new UUID(0, workers), workers, 0, Set.of(), Set.of());
    }

    private static MemberInfo running(int subTopology, int... partitions) {
        Set<TaskId> tasks = new TreeSet<>();
        for (int partition : partitions) {
            tasks.add(new TaskId(subTopology, partition));
        }
        return new MemberInfo(new UUID(9, 9), 1, 0, tasks, Set.of());
    }

    private static List<TaskId> tasks(int subTopologies, int partitions) {
        List<TaskId> tasks = new ArrayList<>();
        for (int s = 0; s < subTopologies; s++) {
            for (int p = 0; p < partitions; p++) {
                tasks.add(new TaskId(s, p));
            }
        }
        return tasks;
    }

    private static List<Integer> sizes(Map<String, Set<TaskId>> target) {
        return target.values().stream().map(Set::size).toList();
    }

    private static List<TaskId> all(Map<String, Set<TaskId>> owned) {
        return owned.values().stream().flatMap(Set::stream).sorted().toList();
    }
}
