package dev.tidemark.verification.simulation.history;

/**
 * What one reader saw of one partition, going forward without a gap: between the two offsets there was nothing for it but these
 * records. The missing ones count: what lies there and was not shown has been withheld.
 *
 * @param fromOffset its position before
 * @param nextOffset its position after; may lie beyond the last record, behind markers and aborted records
 * @param toStableEnd whether it read on until no more was to be had, so that {@code nextOffset} was an end of the partition (the
 *     last stable offset for a reader of committed data) and not only the end of a batch of results
 */
public record ReadRange(Partition partition, long fromOffset, long nextOffset, boolean toStableEnd, Entries entries) {

    public ReadRange {
        if (nextOffset < fromOffset) {
            throw new IllegalArgumentException(partition + " read from " + fromOffset + " to " + nextOffset);
        }
    }

    @Override
    public String toString() {
        return partition + " from " + fromOffset + " to " + nextOffset + (toStableEnd ? " (stable end) " : " ")
                + entries;
    }
}
