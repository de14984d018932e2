package dev.tidemark.verification.simulation.workload;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The transactions of planned clients, also of those who died in one. Confined to the simulation's thread. */
public final class PlannedTransactionLog {

    /** One transaction. Written by its client. */
    static final class Entry {

        private final int client;
        private final String transactionalId;
        private final String group;
        private final long beganNs;
        private final List<Transaction.Appended> appends = new ArrayList<>();
        private final List<ReadRange> reads = new ArrayList<>();
        private final Map<Partition, Long> offsets = new TreeMap<>();
        private boolean commitAsked;
        private boolean committed;
        private long endedNs = Call.NEVER;

        private Entry(int client, String transactionalId, String group, long beganNs) {
            this.client = client;
            this.transactionalId = transactionalId;
            this.group = group;
            this.beganNs = beganNs;
        }

        /** It may be there from now on. Returns its place, to be told its offset. */
        int appending(Partition partition, long key, long value) {
            appends.add(new Transaction.Appended(partition, key, value, Append.NO_OFFSET));
            return appends.size() - 1;
        }

        void appended(int place, long offset) {
            Transaction.Appended before = appends.get(place);
            appends.set(place,
                    new Transaction.Appended(before.partition(), before.key(), before.value(), offset));
        }

        void read(ReadRange range) {
            reads.add(range);
            offsets.put(range.partition(), range.nextOffset());
        }

        /** Where its reads end. */
        Map<Partition, Long> offsets() {
            return new TreeMap<>(offsets);
        }

        /** From now on it may be committed, whatever is heard. */
        void commitAsked() {
            commitAsked = true;
        }

        void committed(long nowNs) {
            committed = true;
            over(nowNs);
        }

        /** Nothing of it can take effect any more. */
        void over(long nowNs) {
            endedNs = Math.min(endedNs, nowNs);
        }

        private Transaction told() {
            End end = committed ? End.COMMITTED : commitAsked ? End.UNKNOWN : End.ABORTED;
            List<Transaction.GroupOffset> carried = new ArrayList<>();
            offsets.forEach((partition, offset) -> carried.add(new Transaction.GroupOffset(group, partition, offset)));
            return new Transaction(new Call(client, beganNs, endedNs), transactionalId, appends, reads, carried, end);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    Entry begin(int client, String transactionalId, String group, long nowNs) {
        Entry entry = new Entry(client, transactionalId, group, nowNs);
        entries.add(entry);
        return entry;
    }

    /** The id was obtained again: what was begun in its name is over. */
    void obtained(String transactionalId, long nowNs) {
        entries.stream()
                .filter(entry -> entry.transactionalId.equals(transactionalId))
                .forEach(entry -> entry.over(nowNs));
    }

    /** How many were committed for certain. */
    public long committed() {
        return entries.stream().filter(entry -> entry.committed).count();
    }

    /** Takes all of them down, as their clients know them now. */
    public void tell(Recorder recorder) {
        entries.forEach(entry -> recorder.add(entry.told()));
    }
}
