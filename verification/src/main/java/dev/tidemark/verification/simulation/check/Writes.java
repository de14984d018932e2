package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All records that clients tried to write, found by their values. Used by one thread. */
final class Writes {

    private record Lane(String producer, Partition partition) {}

    private final List<Write> all = new ArrayList<>();
    private final LongTable<Write> byValue = new LongTable<>();
    private final Map<Lane, Integer> lanes = new HashMap<>();

    /** @throws IllegalArgumentException if two records have one value, which is a mistake of whoever made the workload */
    static Writes of(History history) {
        Writes writes = new Writes();
        Map<String, Long> sequences = new HashMap<>();
        for (Operation operation : history.all(Operation.class)) {
            if (operation instanceof Append append) {
                int lane = writes.lane("producer " + append.producer(), append.partition());
                writes.add(new Write(append, append.partition(), append.key(), append.value(), append.offset(), lane,
                        append.sequence()));
            } else if (operation instanceof Transaction transaction) {
                // one id has one transaction at a time, so the order of their beginnings is that of their records
                long sequence = sequences.getOrDefault(transaction.transactionalId(), 0L);
                for (Transaction.Appended appended : transaction.appends()) {
                    int lane = writes.lane(transaction.transactionalId(), appended.partition());
                    writes.add(new Write(transaction, appended.partition(), appended.key(), appended.value(),
                            appended.offset(), lane, sequence++));
                }
                sequences.put(transaction.transactionalId(), sequence);
            }
        }
        return writes;
    }

    private int lane(String producer, Partition partition) {
        return lanes.computeIfAbsent(new Lane(producer, partition), lane -> lanes.size());
    }

    private void add(Write write) {
        all.add(write);
        if (write.value() == Append.TOMBSTONE) {
            return; // known by its offset alone
        }
        Write before = byValue.putIfAbsent(write.value(), write);
        if (before != null) {
            throw new IllegalArgumentException(
                    "one value for two records: " + before.describe() + "; and " + write.describe());
        }
    }

    List<Write> all() {
        return all;
    }

    @Nullable
    Write of(long value) {
        return byValue.get(value);
    }

    int lanes() {
        return lanes.size();
    }
}
