package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * I3: a transaction is committed in all its partitions and offsets or in none of them, is there if its commit was acknowledged, and
 * shows nothing to a reader of committed data if it was aborted.
 */
public final class NoTornTransaction implements Checker {

    @Override
    public List<Violation> check(Evidence evidence) {
        History history = evidence.history();
        Violations found = new Violations();
        Writes writes = evidence.writes();
        Places places = evidence.places();
        readers(history, writes, found);
        for (Transaction transaction : history.all(Transaction.class)) {
            whole(transaction, writes, places, found);
        }
        offsets(history, evidence.ends(), found);
        return found.list();
    }

    private static void readers(History history, Writes writes, Violations found) {
        for (Operation operation : history.operations()) {
            if (operation instanceof Read read && read.isolation() == Isolation.COMMITTED) {
                aborted(read.ranges(), "read [" + read.call() + "]", writes, found);
            } else if (operation instanceof Transaction transaction) {
                aborted(transaction.reads(), transaction.label(), writes, found);
            }
        }
    }

    private static void aborted(List<ReadRange> ranges, String reader, Writes writes, Violations found) {
        for (ReadRange range : ranges) {
            Entries entries = range.entries();
            for (int i = 0; i < entries.size(); i++) {
                Write write = writes.of(entries.value(i));
                if (write != null && write.by() instanceof Transaction && write.refused()) {
                    found.add(Kind.ABORTED_SEEN, "read at " + range.partition() + "@" + entries.offset(i) + " by "
                            + reader + ": " + write.describe());
                }
            }
        }
    }

    /** All of it or nothing. */
    private static void whole(Transaction transaction, Writes writes, Places places, Violations found) {
        List<Write> there = new ArrayList<>();
        List<Write> missing = new ArrayList<>();
        for (Transaction.Appended appended : transaction.appends()) {
            Write write = writes.of(appended.value());
            if (write == null) {
                continue; // a tombstone has no value to be found by
            }
            if (places.of(write.value()) != null) {
                there.add(write);
            } else if (places.mustHold(write)) {
                missing.add(write);
            }
        }
        if (transaction.end() == End.ABORTED) {
            for (Write write : there) {
                found.add(Kind.ABORTED_SEEN, "at the end at " + places.of(write.value()) + ": " + write.describe());
            }
        } else if (!there.isEmpty() && !missing.isEmpty()) {
            found.add(Kind.TORN, "there is " + names(there) + ", missing is " + names(missing) + " of the "
                    + transaction.label());
        } else if (transaction.end() == End.COMMITTED && !missing.isEmpty()) {
            found.add(Kind.LOST_TRANSACTION, "nothing is there of the " + transaction);
        }
    }

    private static String names(List<Write> writes) {
        List<String> names = new ArrayList<>();
        writes.forEach(write -> names
                .add(write.value() + " to " + write.partition() + (write.told() ? "@" + write.offset() : "")));
        return String.join(", ", names);
    }

    private static void offsets(History history, Ends ends, Violations found) {
        SortedMap<OffsetFacts.Key, OffsetFacts> all = OffsetFacts.of(history, ends);
        all.forEach((key, facts) -> {
            if (facts.told.isEmpty()) {
                return;
            }
            OffsetFacts.Fact last = facts.told.getLast();
            for (OffsetFacts.Fact committed : facts.certain) {
                if (committed.by() instanceof Transaction transaction && !transaction.appends().isEmpty()
                        && facts.resets.isEmpty() && committed.call().endedBefore(last.call())
                        && last.offset() < committed.offset()) {
                    found.add(Kind.TORN_OFFSETS, "the " + key + " is " + last.offset() + " at the end [" + last.call()
                            + "], though this is committed: " + transaction);
                }
            }
            for (OffsetFacts.Fact aborted : facts.aborted) {
                for (OffsetFacts.Fact answer : facts.told) {
                    if (answer.offset() == aborted.offset() && !facts.couldBe(answer)
                            && aborted.call().invokedNs() <= answer.call().completedNs()) {
                        found.add(Kind.TORN_OFFSETS, "the " + key + " was told as " + answer.offset() + " ["
                                + answer.call() + "], which only this wanted, and its records are not there: "
                                + aborted.by());
                        break;
                    }
                }
            }
        });
    }
}
