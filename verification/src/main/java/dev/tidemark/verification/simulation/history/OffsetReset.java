package dev.tidemark.verification.simulation.history;

/**
 * Somebody moved a group's position on purpose, or deleted it ({@link OffsetFetch#NONE}). What was committed before binds nobody
 * from here on.
 */
public record OffsetReset(Call call, String group, Partition partition, long offset,
        Outcome outcome) implements Operation {

    @Override
    public String toString() {
        return "reset of " + group + " to " + partition + "@" + offset + ": " + outcome + " [" + call + "]";
    }
}
