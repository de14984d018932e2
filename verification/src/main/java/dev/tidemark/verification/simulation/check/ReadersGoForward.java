package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I4 as a reader meets it: nobody moves it, so each of its reads of a partition begins where the one before ended, or behind it. One that is
 * set back was told that its position lies outside of the log, which had lost its end or had been taken for another.
 *
 * <p>What the workload owes: no reader seeks.
 */
public final class ReadersGoForward implements Checker {

    private record Reader(int client, Partition partition) {}

    private record Position(long offset, Read read) {}

    @Override
    public List<Violation> check(Evidence evidence) {
        Violations found = new Violations();
        Map<Reader, Position> positions = new HashMap<>();
        for (Read read : evidence.history().all(Read.class)) {
            for (ReadRange range : read.ranges()) {
                Position before = positions.put(new Reader(read.call().client(), range.partition()),
                        new Position(range.nextOffset(), read));
                if (before != null && range.fromOffset() < before.offset()) {
                    found.add(Kind.READER_SET_BACK, range.partition() + " was read from " + range.fromOffset() + " ["
                            + read.call() + "], after it had been read up to " + before.offset() + " ["
                            + before.read().call() + "]");
                }
            }
        }
        return found.list();
    }
}
