package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.OffsetCommit;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.OffsetReset;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that is known of one group's position in one partition, in and outside of transactions. Used by one thread. */
final class OffsetFacts {

    /** One position that somebody wanted or saw. */
    record Fact(Operation by, long offset) {

        Call call() {
            return by.call();
        }

        String describe() {
            return by instanceof Transaction transaction
                    ? "offset " + offset + " in the " + transaction.label()
                    : by.toString();
        }
    }

    /** Whose position in what. */
    record Key(String group, Partition partition) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : partition.compareTo(other.partition);
        }

        @Override
        public String toString() {
            return "offset of " + group + " in " + partition;
        }
    }

    /** Acknowledged commits. */
    final List<Fact> certain = new ArrayList<>();
    /** Commits and resets that happened or may have happened; holds the certain ones. */
    final List<Fact> possible = new ArrayList<>();
    /** What aborted transactions would have committed. */
    final List<Fact> aborted = new ArrayList<>();
    /** Answers to readers, in the order of the questions. */
    final List<Fact> told = new ArrayList<>();
    /** Resets that happened or may have happened. */
    final List<Fact> resets = new ArrayList<>();

    static SortedMap<Key, OffsetFacts> of(History history, Ends ends) {
        SortedMap<Key, OffsetFacts> all = new TreeMap<>();
        for (Operation operation : history.all(Operation.class)) {
            switch (operation) {
                case OffsetCommit commit -> at(all, commit.group(), commit.partition())
                        .commit(new Fact(commit, commit.offset()), commit.outcome());
                case OffsetReset reset -> at(all, reset.group(), reset.partition())
                        .reset(new Fact(reset, reset.offset()), reset.outcome());
                case OffsetFetch fetch -> at(all, fetch.group(), fetch.partition()).told
                        .add(new Fact(fetch, fetch.offset()));
                case Transaction transaction -> {
                    End end = transaction.offsets().isEmpty() ? transaction.end() : ends.of(transaction);
                    for (Transaction.GroupOffset offset : transaction.offsets()) {
                        at(all, offset.group(), offset.partition()).end(new Fact(transaction, offset.offset()), end);
                    }
                }
                default -> {
                    // moves no group's position
                }
            }
        }
        return all;
    }

    private static OffsetFacts at(Map<Key, OffsetFacts> all, String group, Partition partition) {
        return all.computeIfAbsent(new Key(group, partition), key -> new OffsetFacts());
    }

    private void commit(Fact fact, Outcome outcome) {
        if (outcome != Outcome.FAILED) {
            possible.add(fact);
        }
        if (outcome == Outcome.OK) {
            certain.add(fact);
        }
    }

    private void reset(Fact fact, Outcome outcome) {
        if (outcome != Outcome.FAILED) {
            possible.add(fact);
            resets.add(fact);
        }
    }

    private void end(Fact fact, End end) {
        switch (end) {
            case COMMITTED -> commit(fact, Outcome.OK);
            case UNKNOWN -> commit(fact, Outcome.UNKNOWN);
            case ABORTED -> aborted.add(fact);
        }
    }

    /** Whether anybody could have put it there by then who was not aborted. */
    boolean couldBe(Fact answer) {
        for (Fact fact : possible) {
            if (fact.offset() == answer.offset() && fact.call().invokedNs() <= answer.call().completedNs()) {
                return true;
            }
        }
        return false;
    }

    /** Facts that bind, in the order in which they became known. */
    List<Fact> binding() {
        List<Fact> binding = new ArrayList<>(certain);
        told.stream().filter(fact -> fact.offset() != OffsetFetch.NONE).forEach(binding::add);
        binding.sort(Comparator.comparingLong(fact -> fact.call().completedNs()));
        return binding;
    }
}
