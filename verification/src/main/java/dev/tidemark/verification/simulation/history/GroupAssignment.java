package dev.tidemark.verification.simulation.history;

import java.util.Set;
import java.util.TreeSet;

/** From the end of the call on, a member owns these partitions, and no others. */
public record GroupAssignment(Call call, String group, String member, int generation, Set<Partition> partitions)
        implements
            Operation {

    public GroupAssignment {
        partitions = Set.copyOf(partitions);
    }

    @Override
    public String toString() {
        return member + " of " + group + " owns " + new TreeSet<>(partitions) + " in generation " + generation + " ["
                + call + "]";
    }
}
