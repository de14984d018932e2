package dev.tidemark.verification.simulation.workload.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws members that come and go without end; at least one stays, at most so many (two or more) are there at once. Used by one thread. */
public final class GroupChurnPlan {

    private final int membersMax;
    private final long pauseMsMax;
    private final RandomGenerator random;
    private final List<Integer> present = new ArrayList<>();
    private int nextMember;

    /** @param pauseMsMax the longest time between two steps */
    public GroupChurnPlan(int membersMax, long pauseMsMax, RandomGenerator random) {
        this.membersMax = membersMax;
        this.pauseMsMax = pauseMsMax;
        this.random = random;
    }

    public GroupStep next() {
        long afterMs = random.nextLong(pauseMsMax + 1);
        boolean join = present.size() <= 1 || (present.size() < membersMax && random.nextBoolean());
        if (join) {
            present.add(nextMember);
            return new GroupStep.Join(nextMember++, afterMs);
        }
        int member = present.remove(random.nextInt(present.size()));
        return random.nextBoolean() ? new GroupStep.Leave(member, afterMs) : new GroupStep.Crash(member, afterMs);
    }

    /** The members that are there after the steps drawn so far. */
    public List<Integer> present() {
        return List.copyOf(present);
    }
}
