package dev.tidemark.verification.simulation.history;

/** A group's position, committed outside of a transaction. */
public record OffsetCommit(Call call, String group, String member, int generation, Partition partition, long offset,
        Outcome outcome) implements Operation {

    @Override
    public String toString() {
        return "commit of " + partition + "@" + offset + " for " + group + " by " + member + " in generation "
                + generation + ": " + outcome + " [" + call + "]";
    }
}
