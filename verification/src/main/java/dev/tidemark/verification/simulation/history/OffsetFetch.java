package dev.tidemark.verification.simulation.history;

/** The committed position of a group as somebody was told it. An answer that is an error is no operation. */
public record OffsetFetch(Call call, String group, Partition partition, long offset) implements Operation {

    /** The answer "none is committed". */
    public static final long NONE = -1;

    @Override
    public String toString() {
        return "committed offset of " + group + " told as "
                + (offset == NONE ? "none of " + partition : partition + "@" + offset)
                + " [" + call + "]";
    }
}
