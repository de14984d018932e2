package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * I2: an idempotent producer's records lie in a partition once each and in the order in which they were sent, and there is nothing
 * there that nobody sent or that was refused.
 */
public final class InOrderOnce implements Checker {

    @Override
    public List<Violation> check(Evidence evidence) {
        Violations found = new Violations();
        Writes writes = evidence.writes();
        LongTable<Places.Place> first = new LongTable<>();
        @Nullable
        Write[] last = new Write[writes.lanes()];
        for (FinalLog log : evidence.history().end().values()) {
            Entries entries = log.entries();
            for (int i = 0; i < entries.size(); i++) {
                if (entries.value(i) != Append.TOMBSTONE) {
                    check(log, i, writes, first, last, found);
                }
            }
        }
        return found.list();
    }

    private static void check(FinalLog log, int index, Writes writes, LongTable<Places.Place> first,
            @Nullable Write[] last, Violations found) {
        long value = log.entries().value(index);
        String here = log.entries().describe(index) + " of " + log.partition();
        Write write = writes.of(value);
        if (write == null) {
            found.add(Kind.FROM_NOWHERE, here + " was sent by nobody");
            return;
        }
        if (write.refused() && write.by() instanceof Append) {
            found.add(Kind.REFUSED_SEEN, here + " was refused: " + write.describe());
        }
        Places.Place before = first.putIfAbsent(value, new Places.Place(log.partition(), log.entries().offset(index)));
        if (before != null) {
            found.add(Kind.DUPLICATE, here + " lies at " + before + " too: " + write.describe());
            return;
        }
        Write previous = last[write.lane()];
        if (previous != null && previous.sequence() > write.sequence()) {
            found.add(Kind.REORDERED,
                    here + " lies behind one that was sent after it: " + write.describe() + "; behind "
                            + previous.describe());
            return;
        }
        last[write.lane()] = write;
    }
}
