package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * How transactions ended whose clients never learned it: committed if a reader of committed data ever saw any of them, else aborted,
 * as far as the missing records had to be there. Used by one thread.
 */
final class Ends {

    private final Set<Transaction> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Places places;

    private Ends(Places places) {
        this.places = places;
    }

    static Ends of(History history, Writes writes, Places places) {
        Ends ends = new Ends(places);
        history.end().values().forEach(log -> ends.see(log.entries(), writes));
        for (Read read : history.all(Read.class)) {
            if (read.isolation() == Isolation.COMMITTED) {
                ends.see(read.ranges(), writes);
            }
        }
        for (Transaction transaction : history.all(Transaction.class)) {
            ends.see(transaction.reads(), writes);
        }
        return ends;
    }

    private void see(List<ReadRange> ranges, Writes writes) {
        ranges.forEach(range -> see(range.entries(), writes));
    }

    private void see(Entries entries, Writes writes) {
        for (int i = 0; i < entries.size(); i++) {
            Write write = writes.of(entries.value(i));
            if (write != null && write.by() instanceof Transaction transaction) {
                seen.add(transaction);
            }
        }
    }

    /** {@link End#UNKNOWN} only where nobody can know. */
    End of(Transaction transaction) {
        if (transaction.end() != End.UNKNOWN) {
            return transaction.end();
        }
        if (seen.contains(transaction)) {
            return End.COMMITTED;
        }
        for (Transaction.Appended appended : transaction.appends()) {
            if (places.mustHold(new Write(transaction, appended.partition(), appended.key(), appended.value(),
                    appended.offset(), 0, 0))) {
                return End.ABORTED;
            }
        }
        return End.UNKNOWN;
    }
}
