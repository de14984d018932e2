package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Transaction;
import dev.tidemark.verification.simulation.history.Writing;

/**
 * One record that a client tried to write, alone or in a transaction.
 *
 * @param by the {@link Append} or {@link Transaction}
 * @param lane one number for each producer and partition
 * @param sequence its place among the producer's records
 */
record Write(Writing by, Partition partition, long key, long value, long offset, int lane, long sequence) {

    boolean acknowledged() {
        return switch (by) {
            case Append append -> append.outcome() == Outcome.OK;
            case Transaction transaction -> transaction.end() == End.COMMITTED;
        };
    }

    /** Certainly not to be seen by a reader of committed data. */
    boolean refused() {
        return switch (by) {
            case Append append -> append.outcome() == Outcome.FAILED;
            case Transaction transaction -> transaction.end() == End.ABORTED;
        };
    }

    boolean told() {
        return offset != Append.NO_OFFSET;
    }

    /** In words. */
    String describe() {
        return switch (by) {
            case Append append -> append.toString();
            case Transaction transaction -> "value " + value + " (key " + key + ") to " + partition
                    + (told() ? "@" + offset : "") + " in the " + transaction.label();
        };
    }
}
