package dev.tidemark.verification.simulation.workload;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.schedule.EventKind;
import dev.tidemark.verification.simulation.workload.plan.GroupChurnPlan;
import dev.tidemark.verification.simulation.workload.plan.GroupStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Has members of a group come, leave and die as a plan says. Confined to the simulation's thread. A member that something else killed is gone for the
 * plan, too; it says so when its number comes up.
 */
public final class GroupChurn {

    private final SimWorld world;
    private final GroupChurnPlan plan;
    private final IntFunction<GroupMember> make;
    private final Map<Integer, GroupMember> present = new TreeMap<>();
    private final List<GroupMember> all = new ArrayList<>();
    private boolean resting;

    /** @param make makes and starts a member of this number */
    public GroupChurn(SimWorld world, GroupChurnPlan plan, IntFunction<GroupMember> make) {
        this.world = world;
        this.plan = plan;
        this.make = make;
    }

    /** Begins. */
    public void start() {
        next();
    }

    private void next() {
        GroupStep step = plan.next();
        world.scheduler().schedule(step.afterMs() * 1_000_000L, 0, EventKind.STEP, 0, () -> {
            if (!resting) {
                happen(step);
                next();
            }
        });
    }

    private void happen(GroupStep step) {
        if (step instanceof GroupStep.Join) {
            GroupMember member = make.apply(step.member());
            present.put(step.member(), member);
            all.add(member);
            return;
        }
        GroupMember member = present.remove(step.member());
        if (member == null || !member.client().process().alive()) {
            return;
        }
        if (step instanceof GroupStep.Crash) {
            member.client().kill();
        } else {
            member.leave();
        }
    }

    /** Nobody comes or goes any more; at least two are there, in the place of those who died on the way. */
    public void rest() {
        resting = true;
        present.values().removeIf(member -> !member.client().process().alive());
        for (int number = -1; present.size() < 2; number--) {
            GroupMember member = make.apply(number);
            present.put(number, member);
            all.add(member);
        }
    }

    /** The members that are there. */
    public List<GroupMember> present() {
        return List.copyOf(present.values());
    }

    /** All that ever were. */
    public List<GroupMember> all() {
        return List.copyOf(all);
    }
}
