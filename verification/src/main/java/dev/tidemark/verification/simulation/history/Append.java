package dev.tidemark.verification.simulation.history;

/**
 * A record outside of transactions.
 *
 * @param producer the idempotent producer: its records reach a partition in the order of their sequence
 * @param sequence the caller's count of its records, not the protocol's
 * @param value what tells this record from all others of the run, or {@link #TOMBSTONE}
 * @param offset as acknowledged; {@link #NO_OFFSET} otherwise
 */
public record Append(Call call, Partition partition, long producer, long sequence, long key, long value, long offset,
        Outcome outcome) implements Writing {

    public static final long NO_OFFSET = -1;
    /** The value of a record that deletes its key. */
    public static final long TOMBSTONE = Long.MIN_VALUE;

    @Override
    public String toString() {
        return "append of " + text(key, value) + " as number " + sequence + " of producer " + producer + " to "
                + place(partition, offset) + ": " + outcome + " [" + call + "]";
    }

    static String text(long key, long value) {
        return value == TOMBSTONE ? "tombstone of key " + key : "value " + value + " (key " + key + ")";
    }

    static String place(Partition partition, long offset) {
        return offset == NO_OFFSET ? partition.toString() : partition + "@" + offset;
    }
}
