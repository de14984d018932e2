package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which committed transaction of a history comes before which, and why; what a single read shows to be wrong is found on the way. Used
 * by one thread.
 *
 * <p>Time makes an edge for each pair of transactions of which one had ended when the other began. Instead of so many there is a line of
 * moments, one for each end, each before the next: a transaction leads to the moment of its end, and the last moment before a
 * transaction's beginning leads to it. Moments are the nodes behind the transactions.
 */
final class Dependencies {

    private final List<Transaction> committed = new ArrayList<>();
    private final IdentityHashMap<Transaction, Integer> nodes = new IdentityHashMap<>();
    private final Writes writes;
    private final Violations found;
    private final boolean exclusive;
    private final DependencyGraph graph;
    private final VersionOrder order;
    private final Map<Partition, List<Write>> versions;

    private Dependencies(Evidence evidence, boolean exclusive, Violations found) {
        History history = evidence.history();
        this.writes = evidence.writes();
        this.found = found;
        this.exclusive = exclusive;
        Ends ends = evidence.ends();
        for (Transaction transaction : history.all(Transaction.class)) {
            if (ends.of(transaction) == End.COMMITTED) {
                nodes.put(transaction, committed.size());
                committed.add(transaction);
            }
        }
        this.graph = new DependencyGraph(committed.size() * 2);
        this.order = VersionOrder.of(history, writes, found);
        this.versions = order.all();
        versions.values().forEach(list -> list.removeIf(write -> node(write) == null));
    }

    static Dependencies infer(Evidence evidence, ListAppendChecker.Writers writers, Violations found) {
        Dependencies dependencies = new Dependencies(evidence, writers == ListAppendChecker.Writers.EXCLUSIVE, found);
        dependencies.time();
        dependencies.versions.forEach(dependencies::writeAfterWrite);
        History history = evidence.history();
        for (Transaction transaction : history.all(Transaction.class)) {
            Integer reader = dependencies.nodes.get(transaction);
            for (ReadRange range : transaction.reads()) {
                dependencies.single(range, transaction);
                if (reader != null) {
                    dependencies.reads(reader, range);
                }
            }
        }
        for (Read read : history.all(Read.class)) {
            if (read.isolation() == Isolation.COMMITTED) {
                read.ranges().forEach(range -> dependencies.single(range, read));
            }
        }
        return dependencies;
    }

    DependencyGraph graph() {
        return graph;
    }

    private @Nullable Integer node(Write write) {
        return write.by() instanceof Transaction transaction ? nodes.get(transaction) : null;
    }

    private void time() {
        List<Integer> byEnd = new ArrayList<>(nodes.values());
        byEnd.sort(Comparator.comparingLong(node -> committed.get(node).call().completedNs()));
        List<Integer> byBeginning = new ArrayList<>(nodes.values());
        byBeginning.sort(Comparator.comparingLong(node -> committed.get(node).call().invokedNs()));
        int first = committed.size();
        for (int i = 0; i < byEnd.size(); i++) {
            graph.add(byEnd.get(i), first + i, DependencyGraph.Why.TIME, null, 0);
            if (i > 0) {
                graph.add(first + i - 1, first + i, DependencyGraph.Why.TIME, null, 0);
            }
        }
        int ended = 0;
        for (int node : byBeginning) {
            while (committed.get(byEnd.get(ended)).call().endedBefore(committed.get(node).call())) {
                ended++;
            }
            if (ended > 0) {
                graph.add(first + ended - 1, node, DependencyGraph.Why.TIME, null, 0);
            }
        }
    }

    /**
     * Under exclusive writers each version comes after the one before. Otherwise the order of two writes binds only where their
     * transactions were not open at once, and then time says the same unless something is wrong: so it is enough to look back to the
     * writer that began last.
     */
    private void writeAfterWrite(Partition partition, List<Write> list) {
        int latest = -1;
        for (int i = 0; i < list.size(); i++) {
            Integer now = node(list.get(i));
            if (now == null) {
                continue;
            }
            Integer before = i == 0 ? null : node(list.get(i - 1));
            if (before != null && !before.equals(now)) {
                graph.add(before, now, exclusive ? DependencyGraph.Why.WW : DependencyGraph.Why.CHANCE, partition,
                        list.get(i).value());
            }
            if (latest >= 0 && committed.get(now).call().endedBefore(committed.get(latest).call())) {
                graph.add(latest, now, DependencyGraph.Why.WW, partition, list.get(i).value());
            }
            if (latest < 0 || committed.get(latest).call().invokedNs() < committed.get(now).call().invokedNs()) {
                latest = now;
            }
        }
    }

    private void reads(int reader, ReadRange range) {
        Entries entries = range.entries();
        int last = -1;
        for (int i = 0; i < entries.size(); i++) {
            Write write = writes.of(entries.value(i));
            Integer writer = write == null ? null : node(write);
            if (writer != null && writer != reader && writer != last) {
                graph.add(writer, reader, DependencyGraph.Why.WR, range.partition(), entries.value(i));
                last = writer;
            }
        }
        Write next = firstFrom(range.partition(), range.nextOffset());
        Integer writer = next == null ? null : node(next);
        if (next != null && writer != null && writer != reader) {
            graph.add(reader, writer, DependencyGraph.Why.RW, range.partition(), next.value());
        }
    }

    private @Nullable Write firstFrom(Partition partition, long offset) {
        List<Write> list = versions.getOrDefault(partition, List.of());
        int low = 0;
        int high = list.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order.offset(list.get(middle)) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < list.size() ? list.get(low) : null;
    }

    /** What one read shows by itself: something aborted, its own, or a part. */
    private void single(ReadRange range, Operation reader) {
        Entries entries = range.entries();
        for (int i = 0; i < entries.size(); i++) {
            Write write = writes.of(entries.value(i));
            if (write == null || !(write.by() instanceof Transaction)) {
                continue;
            }
            if (write.refused()) {
                found.add(Kind.G1A,
                        who(reader) + " read at " + range.partition() + "@" + entries.offset(i) + " the aborted "
                                + write.describe());
            }
            if (write.by() == reader) {
                found.add(Kind.DIRTY_READ,
                        who(reader) + " read its own record as committed, at " + range.partition() + "@"
                                + entries.offset(i) + ": " + write.describe());
            }
        }
        if (range.toStableEnd() && entries.size() > 0) {
            intermediate(range, reader);
        }
    }

    private void intermediate(ReadRange range, Operation reader) {
        Entries entries = range.entries();
        Write last = writes.of(entries.value(entries.size() - 1));
        Write next = firstFrom(range.partition(), range.nextOffset());
        if (last == null || next == null || last.by() != next.by() || node(next) == null) {
            return;
        }
        long behind = order.offset(next) - entries.offset(entries.size() - 1);
        if (exclusive || behind == 1) {
            found.add(Kind.G1B,
                    who(reader) + " read " + range.partition() + " to its stable end at " + range.nextOffset()
                            + " and saw there " + last.describe() + " without the next of the same, "
                            + next.describe());
        }
    }

    private static String who(Operation reader) {
        return reader instanceof Transaction transaction ? "the " + transaction.label()
                : "a reader [" + reader.call() + "]";
    }

    /** A circle as lines of words, each ending where the next begins. */
    String chain(List<Integer> edges) {
        StringBuilder text = new StringBuilder("a circle:");
        boolean waiting = false;
        for (int edge : edges) {
            int from = graph.from(edge);
            if (from < committed.size()) {
                text.append("\n  ").append(committed.get(from).label());
                text.append("\n    ").append(graph.describe(edge)).append(',');
                waiting = graph.to(edge) >= committed.size();
            } else if (!waiting) {
                text.append("\n    ").append(graph.describe(edge)).append(',');
                waiting = true;
            }
        }
        return text.append("\n  and so back to the first").toString();
    }
}
