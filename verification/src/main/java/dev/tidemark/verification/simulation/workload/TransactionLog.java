package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the transactions of a workload, as its clients know it. Confined to the simulation's thread. */
public final class TransactionLog {

    /** How a transaction ended, as far as its client knows. */
    public enum End {
        /** It has not ended, or its client died before it heard. */
        OPEN,
        COMMITTED,
        /** It was never asked to commit, or the commit was refused for good. */
        ABORTED,
        /** It was asked to commit, and nobody knows: all of it is there, or nothing. */
        UNKNOWN
    }

    /**
     * A value that a transaction wrote to a partition.
     *
     * @param key empty if it has none
     * @param offset where it lies as the broker said; {@link #UNTOLD} if it did not
     */
    public record Write(TopicPartition partition, String key, String value, long offset) {

        /** The offset of what was not acknowledged. */
        public static final long UNTOLD = -1;

        private Write at(long told) {
            return new Write(partition, key, value, told);
        }
    }

    /** One transaction. Written by its client, read by whoever judges. */
    public static final class Entry {

        private final String client;
        private final String transactionalId;
        private final int number;
        private final long beganNanos;
        private final List<Write> writes = new ArrayList<>();
        private final Map<TopicPartition, Long> offsets = new TreeMap<>();
        private long endedNanos = -1;
        private boolean commitAsked;
        private End end = End.OPEN;
        private String why = "";

        private Entry(String client, String transactionalId, int number, long beganNanos) {
            this.client = client;
            this.transactionalId = transactionalId;
            this.number = number;
            this.beganNanos = beganNanos;
        }

        void wrote(TopicPartition partition, String key, String value) {
            writes.add(new Write(partition, key, value, Write.UNTOLD));
        }

        /** The newest writes were acknowledged in these batches, one for each partition. */
        void acknowledged(Collection<OutboxBatch> batches) {
            for (OutboxBatch batch : batches) {
                long offset = batch.endOffset();
                int left = offset < 0 ? 0 : batch.recordCount();
                for (int i = writes.size() - 1; left > 0; i--) {
                    if (writes.get(i).partition().equals(batch.partition())) {
                        writes.set(i, writes.get(i).at(--offset));
                        left--;
                    }
                }
            }
        }

        void consumed(TopicPartition partition, long offset) {
            offsets.put(partition, offset);
        }

        /** From now on it may be committed, whatever is heard. */
        void commitAsked() {
            commitAsked = true;
        }

        /** Its client knows no more than this. */
        void ended(End how, String reason, long nanos) {
            end = how;
            why = reason;
            endedNanos = nanos;
        }

        /** Its client has given it up: aborted for certain only if nobody asked to commit. */
        void givenUp(String reason, long nanos) {
            ended(commitAsked ? End.UNKNOWN : End.ABORTED, reason, nanos);
        }

        public String client() {
            return client;
        }

        public String transactionalId() {
            return transactionalId;
        }

        /** Virtual time of its beginning. */
        public long beganNanos() {
            return beganNanos;
        }

        /** Virtual time at which its client knew no more to come; -1 if it never did. */
        public long endedNanos() {
            return endedNanos;
        }

        /** The positions of the group that it carried. */
        public Map<TopicPartition, Long> offsets() {
            return Collections.unmodifiableMap(offsets);
        }

        public List<Write> writes() {
            return List.copyOf(writes);
        }

        /** What its client knows now; one that was asked to commit and not heard of is unknown. */
        public End end() {
            return end == End.OPEN && commitAsked ? End.UNKNOWN : end;
        }

        @Override
        public String toString() {
            return client + "#" + number + " " + end() + (why.isEmpty() ? "" : " (" + why + ")") + " " + writes;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    Entry begin(SimClient client, String transactionalId) {
        Entry entry = new Entry(client.name(), transactionalId, entries.size(),
                client.process().scheduler().nowNanos());
        entries.add(entry);
        return entry;
    }

    /** All of them, in the order of their beginnings. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** How many ended so. */
    public long count(End end) {
        return entries.stream().filter(entry -> entry.end() == end).count();
    }
}
