package dev.tidemark.verification.simulation.workload;

import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayList;
import java.util.List;

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

    /** A value that a transaction wrote to a partition; under an empty key if it has none. */
    public record Write(TopicPartition partition, String key, String value) {}

    /** One transaction. Written by its client, read by whoever judges. */
    public static final class Entry {

        private final String client;
        private final int number;
        private final List<Write> writes = new ArrayList<>();
        private boolean commitAsked;
        private End end = End.OPEN;
        private String why = "";

        private Entry(String client, int number) {
            this.client = client;
            this.number = number;
        }

        void wrote(TopicPartition partition, String key, String value) {
            writes.add(new Write(partition, key, value));
        }

        /** From now on it may be committed, whatever is heard. */
        void commitAsked() {
            commitAsked = true;
        }

        /** Its client knows no more than this. */
        void ended(End how, String reason) {
            end = how;
            why = reason;
        }

        /** Its client has given it up: aborted for certain only if nobody asked to commit. */
        void givenUp(String reason) {
            ended(commitAsked ? End.UNKNOWN : End.ABORTED, reason);
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

    Entry begin(String client) {
        Entry entry = new Entry(client, entries.size());
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
