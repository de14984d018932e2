package dev.tidemark.verification.simulation.history;

/**
 * A partition at the end of a run, as a reader of committed data saw it when no transaction was open any more.
 *
 * @param startOffset what lies before is deleted
 * @param endOffset where the next record would go
 */
public record FinalLog(Partition partition, Cleanup cleanup, long startOffset, long endOffset, Entries entries) {

    /** Whether this value lies at this offset. */
    public boolean holds(long offset, long value) {
        int index = entries.firstAtOrAfter(offset);
        return index < entries.size() && entries.offset(index) == offset && entries.value(index) == value;
    }

    @Override
    public String toString() {
        return partition + " at the end, from " + startOffset + " to " + endOffset + " (" + cleanup + "): " + entries;
    }
}
