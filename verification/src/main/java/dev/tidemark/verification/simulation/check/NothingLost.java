package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * I1: each acknowledged record is in the log at the end, where it was acknowledged to; what a reader of committed data saw is still
 * there; and no reader passed over a record that is there. What lies before a log's start, was compacted or was deleted with its
 * topic is excused ({@link LogModel} judges compacted logs).
 */
public final class NothingLost implements Checker {

    @Override
    public List<Violation> check(Evidence evidence) {
        History history = evidence.history();
        Violations found = new Violations();
        acknowledged(evidence, found);
        for (Operation operation : history.operations()) {
            if (operation instanceof Read read) {
                read.ranges()
                        .forEach(range -> range(history, range, read.isolation() == Isolation.COMMITTED, read, found));
            } else if (operation instanceof Transaction transaction) {
                transaction.reads().forEach(range -> range(history, range, true, transaction, found));
            }
        }
        return found.list();
    }

    private static void acknowledged(Evidence evidence, Violations found) {
        History history = evidence.history();
        Places places = evidence.places();
        Set<Partition> unread = new TreeSet<>();
        for (Write write : evidence.writes().all()) {
            if (!write.acknowledged()) {
                continue;
            }
            if (history.end().get(write.partition()) == null
                    && !history.deletedTopics().contains(write.partition().topic()) && unread.add(write.partition())) {
                found.add(Kind.UNREAD,
                        write.partition() + " was not read at the end; acknowledged there: " + write.describe());
            }
            Places.Place place = places.of(write.value());
            if (place == null) {
                if (places.mustHold(write)) {
                    found.add(Kind.LOST, "acknowledged and not in the log at the end: " + write.describe());
                }
            } else if (!place.partition().equals(write.partition())
                    || (write.told() && place.offset() != write.offset())) {
                found.add(Kind.MISPLACED, "lies at " + place + ": " + write.describe());
            }
        }
    }

    /** Both lists lie in order, so one walk along them finds what either lacks. */
    private static void range(History history, ReadRange range, boolean committed, Operation reader, Violations found) {
        FinalLog log = history.end().get(range.partition());
        if (log == null || log.cleanup() == Cleanup.COMPACT) {
            return;
        }
        Entries seen = range.entries();
        Entries there = log.entries();
        int next = there.firstAtOrAfter(range.fromOffset());
        for (int i = 0; i < seen.size(); i++) {
            long offset = seen.offset(i);
            while (next < there.size() && there.offset(next) < offset) {
                skipped(range, there, next++, reader, found);
            }
            if (next < there.size() && there.offset(next) == offset) {
                next++;
            } else if (committed && offset >= log.startOffset()) {
                found.add(Kind.VANISHED, seen.describe(i) + " of " + range.partition()
                        + " was seen by a reader of committed data and is not there at the end: " + told(reader));
            }
        }
        while (next < there.size() && there.offset(next) < range.nextOffset()) {
            skipped(range, there, next++, reader, found);
        }
    }

    private static void skipped(ReadRange range, Entries there, int index, Operation reader, Violations found) {
        found.add(Kind.SKIPPED,
                there.describe(index) + " of " + range.partition() + " was passed over by a reader from "
                        + range.fromOffset() + " to " + range.nextOffset() + ": " + told(reader));
    }

    private static String told(Operation reader) {
        return reader instanceof Transaction transaction ? transaction.label() : "read [" + reader.call() + "]";
    }
}
