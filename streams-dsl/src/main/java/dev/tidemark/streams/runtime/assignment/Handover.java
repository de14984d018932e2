package dev.tidemark.streams.runtime.assignment;

import dev.tidemark.streams.topology.TaskId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Moves tasks in two rounds, as the cooperative protocol has it (KIP-429): a task that another member still runs is given
 * to nobody in this round; its owner sees it missing, seals, commits, lets go and rejoins, and the round after gives it to
 * its new owner. So at no moment do two members own one task, and tasks that stay never stop.
 */
public final class Handover {

    private Handover() {}

    /**
     * What each member gets in this round.
     *
     * @param target where each task should run in the end
     * @param members who runs what now
     */
    public static SortedMap<String, Set<TaskId>> round(Map<String, Set<TaskId>> target,
            Map<String, MemberInfo> members) {
        Map<TaskId, String> owners = new HashMap<>();
        members.forEach((id, member) -> member.running().forEach(task -> owners.put(task, id)));
        SortedMap<String, Set<TaskId>> given = new TreeMap<>();
        target.forEach((id, tasks) -> {
            Set<TaskId> now = new TreeSet<>();
            for (TaskId task : tasks) {
                String owner = owners.get(task);
                if (owner == null || owner.equals(id)) {
                    now.add(task);
                }
            }
            given.put(id, now);
        });
        return given;
    }
}
