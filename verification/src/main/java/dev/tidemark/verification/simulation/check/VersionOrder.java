package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The order of a partition's records as readers of committed data saw them, at any time and at the end: the order of their offsets. Where
 * readers disagree there is no order, and that is a violation of its own. Used by one thread.
 */
final class VersionOrder {

    private final Writes writes;
    private final Violations found;
    private final LongTable<Places.Place> offsets = new LongTable<>();
    private final Map<Partition, List<Write>> orders = new TreeMap<>();

    private VersionOrder(Writes writes, Violations found) {
        this.writes = writes;
        this.found = found;
    }

    static VersionOrder of(History history, Writes writes, Violations found) {
        VersionOrder order = new VersionOrder(writes, found);
        for (FinalLog log : history.end().values()) {
            order.see(log.partition(), log.entries(), null);
        }
        for (Operation operation : history.all(Operation.class)) {
            if (operation instanceof Read read && read.isolation() == Isolation.COMMITTED) {
                read.ranges().forEach(range -> order.see(range.partition(), range.entries(), read));
            } else if (operation instanceof Transaction transaction) {
                transaction.reads().forEach(range -> order.see(range.partition(), range.entries(), transaction));
            }
        }
        for (Write write : writes.all()) {
            if (write.told() && write.acknowledged() && write.value() != Append.TOMBSTONE) {
                order.see(write.partition(), write.offset(), write, write.by());
            }
        }
        order.sort();
        return order;
    }

    private void see(Partition partition, Entries entries, @Nullable Operation witness) {
        for (int i = 0; i < entries.size(); i++) {
            Write write = writes.of(entries.value(i));
            if (write != null) {
                see(partition, entries.offset(i), write, witness);
            }
        }
    }

    private void see(Partition partition, long offset, Write write, @Nullable Operation witness) {
        Places.Place before = offsets.get(write.value());
        if (before != null) {
            if (before.offset() != offset || !before.partition().equals(partition)) {
                found.add(Kind.DIVERGED,
                        write.describe() + " lies at " + before + ", and at " + partition + "@" + offset
                                + " for " + who(witness));
            }
            return;
        }
        offsets.putIfAbsent(write.value(), new Places.Place(partition, offset));
        orders.computeIfAbsent(partition, key -> new ArrayList<>()).add(write);
    }

    private static String who(@Nullable Operation witness) {
        return switch (witness) {
            case null -> "the reader at the end";
            case Transaction transaction -> "the " + transaction.label();
            default -> witness.call().toString();
        };
    }

    private void sort() {
        orders.forEach((partition, order) -> {
            order.sort(Comparator.comparingLong(this::offset));
            for (int i = 1; i < order.size(); i++) {
                if (offset(order.get(i)) == offset(order.get(i - 1))) {
                    found.add(Kind.DIVERGED,
                            partition + "@" + offset(order.get(i)) + " holds " + order.get(i - 1).describe()
                                    + ", and for others " + order.get(i).describe());
                }
            }
        });
    }

    /** The records of each partition, in order. */
    Map<Partition, List<Write>> all() {
        return orders;
    }

    /** Where a record lies. */
    long offset(Write write) {
        Places.Place place = offsets.get(write.value());
        return place == null ? Append.NO_OFFSET : place.offset();
    }
}
