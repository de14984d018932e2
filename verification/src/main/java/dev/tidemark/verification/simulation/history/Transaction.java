package dev.tidemark.verification.simulation.history;

import java.util.List;

/**
 * A transaction from its beginning to the answer to its end.
 *
 * @param transactionalId one id has one transaction at a time
 * @param appends all that it tried to write, in its order
 * @param reads what it saw of committed data before it asked for its end
 * @param offsets the group positions that it carried
 */
public record Transaction(Call call, String transactionalId, List<Appended> appends, List<ReadRange> reads,
        List<GroupOffset> offsets, End end) implements Writing {

    public Transaction {
        appends = List.copyOf(appends);
        reads = List.copyOf(reads);
        offsets = List.copyOf(offsets);
    }

    /** One record; its value tells it from all others of the run. The offset is {@link Append#NO_OFFSET} if it was not told. */
    public record Appended(Partition partition, long key, long value, long offset) {

        @Override
        public String toString() {
            return Append.text(key, value) + " to " + Append.place(partition, offset);
        }
    }

    /** A group's position in a partition: the next record that it wants. */
    public record GroupOffset(String group, Partition partition, long offset) {

        @Override
        public String toString() {
            return group + " at " + partition + "@" + offset;
        }
    }

    /** Its name in a chain of transactions. */
    public String label() {
        return "transaction of " + transactionalId + " [" + call + ", " + end + "]";
    }

    @Override
    public String toString() {
        return label() + (appends.isEmpty() ? "" : " appending " + appends)
                + (reads.isEmpty() ? "" : " reading " + reads)
                + (offsets.isEmpty() ? "" : " committing " + offsets);
    }
}
