package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.ReadRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What Kafka promises of partitions and transactions, in as few lines as it takes, and ways to break it now and then. Used by one thread.
 */
final class PlainCluster {

    /** What the cluster does wrong, once in so many chances. */
    enum Fault {
        NONE(1), SHOWS_ABORTED(5), LOSES_RECORDS(50), IGNORES_OPEN_TRANSACTIONS(5), STORES_LATE(10), COMMITS_HALF(20),
        STORES_TWICE(50),
        KEEPS_OFFSETS_OF_ABORTED(1);

        private final int chances;

        Fault(int chances) {
            this.chances = chances;
        }
    }

    private enum Shown {
        OPEN, YES, NO
    }

    private static final class Slot {
        private final int transaction;
        private final long key;
        private final long value;
        private Shown shown = Shown.OPEN;

        private Slot(int transaction, long key, long value) {
            this.transaction = transaction;
            this.key = key;
            this.value = value;
        }
    }

    private record Late(int transaction, Slot slot) {}

    private final Fault fault;
    private final RandomGenerator random;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<List<Slot>> logs = new ArrayList<>();
    private final Map<Partition, Late> late = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Map<Partition, Long> offsets = new TreeMap<>();
    private final Map<Integer, Map<Partition, Long>> pendingOffsets = new HashMap<>();

    PlainCluster(int count, Fault fault, RandomGenerator random) {
        this.fault = fault;
        this.random = random;
        for (int i = 0; i < count; i++) {
            partitions.add(new Partition("t", i));
            logs.add(new ArrayList<>());
        }
    }

    Partition partition(int index) {
        return partitions.get(index);
    }

    private boolean errs(Fault way) {
        return fault == way && random.nextInt(way.chances) == 0;
    }

    /** The record's offset; {@code NO_OFFSET} where the answer got lost. */
    long append(int transaction, int index, long key, long value) {
        List<Slot> log = logs.get(index);
        Slot slot = new Slot(transaction, key, value);
        Late waiting = late.get(partition(index));
        if (waiting != null && ended.contains(waiting.transaction()) && waiting.transaction() != transaction
                && random.nextInt(3) == 0) {
            // a request of a transaction that is over, taken as one of this
            log.add(new Slot(transaction, waiting.slot().key, waiting.slot().value));
            late.remove(partition(index));
        }
        if (late.get(partition(index)) == null && errs(Fault.STORES_LATE)) {
            late.put(partition(index), new Late(transaction, slot));
            return -1;
        }
        long offset = log.size();
        if (errs(Fault.LOSES_RECORDS)) {
            slot.shown = Shown.NO;
        }
        log.add(slot);
        if (errs(Fault.STORES_TWICE)) {
            log.add(new Slot(transaction, key, value));
        }
        return offset;
    }

    void sendOffset(int transaction, int index, long offset) {
        pendingOffsets.computeIfAbsent(transaction, number -> new TreeMap<>()).put(partition(index), offset);
    }

    void end(int transaction, boolean commit) {
        ended.add(transaction);
        Map<Partition, Long> pending = pendingOffsets.getOrDefault(transaction, Map.of());
        pendingOffsets.remove(transaction);
        if (commit || errs(Fault.KEEPS_OFFSETS_OF_ABORTED)) {
            offsets.putAll(pending);
        }
        boolean torn = commit && errs(Fault.COMMITS_HALF);
        boolean shown = !commit && errs(Fault.SHOWS_ABORTED);
        boolean first = true;
        for (List<Slot> log : logs) {
            boolean wrote = false;
            for (int i = Math.max(0, log.size() - 200); i < log.size(); i++) {
                Slot slot = log.get(i);
                if (slot.transaction == transaction && slot.shown == Shown.OPEN) {
                    slot.shown = (commit || shown) && !(torn && first) ? Shown.YES : Shown.NO;
                    wrote = true;
                }
            }
            if (wrote) {
                Slot marker = new Slot(transaction, 0, 0);
                marker.shown = Shown.NO;
                log.add(marker);
                first = false;
            }
        }
    }

    long committed(int index) {
        return offsets.getOrDefault(partition(index), OffsetFetch.NONE);
    }

    long end(int index) {
        return logs.get(index).size();
    }

    long stableEnd(int index) {
        List<Slot> log = logs.get(index);
        int end = log.size();
        for (int i = Math.max(0, log.size() - 200); i < end; i++) {
            if (log.get(i).shown == Shown.OPEN) {
                return i;
            }
        }
        return end;
    }

    ReadRange read(int index, long from) {
        boolean dirty = errs(Fault.IGNORES_OPEN_TRANSACTIONS);
        long next = dirty ? end(index) : stableEnd(index);
        Entries.Builder entries = new Entries.Builder();
        for (long offset = from; offset < next; offset++) {
            Slot slot = logs.get(index).get((int) offset);
            if (slot.shown == Shown.YES || dirty && slot.shown == Shown.OPEN) {
                entries.add(offset, slot.key, slot.value);
            }
        }
        return new ReadRange(partition(index), from, Math.max(from, next), true, entries.build());
    }

    FinalLog log(int index) {
        return new FinalLog(partition(index), Cleanup.DELETE, 0, end(index), read(index, 0).entries());
    }
}
