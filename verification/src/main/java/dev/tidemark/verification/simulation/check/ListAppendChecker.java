package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.History;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * I3 in the manner of Elle (Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", VLDB 2020):
 * transactions append to lists and read them, each partition is a list, the order of its versions is inferred from what readers saw,
 * and a circle of dependencies between committed transactions is an anomaly. Whether a transaction is lost or torn is asked too.
 *
 * <h2>What is forbidden, and what Kafka allows</h2>
 *
 * Elle judges databases. Kafka promises that a reader of committed data sees prefixes of each partition, and of them only what is
 * committed. No transaction locks a partition that it appends to, and no read is a snapshot. So:
 *
 * <ul>
 * <li><b>G1a</b> (aborted read) is always forbidden, as is a read of what is not committed yet.
 * <li><b>G1b</b> (a part of what a transaction wrote to one partition) is forbidden to a reader that went on to the last stable offset,
 * if nothing of others lies between the parts. Otherwise another open transaction may hold that offset between them.
 * <li><b>G0</b> (circle of writes) and <b>G1c</b> (circle of writes and reads) are forbidden as far as the writes' order was not free. Two
 * transactions that are open at once may write to two partitions in opposite orders, in Kafka too: that is a circle and no anomaly here.
 * But a record behind one of a transaction that began later than its own had ended is wrong (that is what a late request does that slips
 * into another transaction), and reads go with time whoever writes.
 * <li>A workload that lets one transaction at a time write to a partition, until its end is known, takes that freedom away; under
 * {@link Writers#EXCLUSIVE} every order of writes binds, and G0, G1b and G1c are forbidden as they stand in the literature.
 * <li><b>Allowed</b>: write skew, and any circle with a read that did not see a write (G-single, G2), since transactions read what they
 * like and lock nothing; fuzzy reads across partitions, since the last stable offset is one partition's own; stale reads, since the end of
 * a transaction is acknowledged before its last marker is written.
 * </ul>
 */
public final class ListAppendChecker implements Checker {

    /** What the workload keeps to. */
    public enum Writers {
        /** Transactions may write to one partition at the same time. */
        SHARED,
        /** Who wants to write to a partition waits until the end of the transaction that wrote to it before is known. */
        EXCLUSIVE
    }

    /**
     * What became of an examination.
     *
     * @param forbidden what broke the promise
     * @param tangled the transactions in circles that are allowed; a workload without any shows little
     */
    public record Verdict(List<Violation> forbidden, int tangled) {}

    /** How many circles of a component are looked at for the shortest. */
    private static final int TRIED = 50;
    private static final Set<DependencyGraph.Why> WRITES = Set.of(DependencyGraph.Why.WW, DependencyGraph.Why.TIME);
    private static final Set<DependencyGraph.Why> FLOW = Set.of(DependencyGraph.Why.WW, DependencyGraph.Why.WR,
            DependencyGraph.Why.TIME);
    private static final Set<DependencyGraph.Why> ALLOWED = Set.of(DependencyGraph.Why.WW, DependencyGraph.Why.CHANCE,
            DependencyGraph.Why.WR, DependencyGraph.Why.RW);

    private final Writers writers;

    public ListAppendChecker(Writers writers) {
        this.writers = writers;
    }

    @Override
    public List<Violation> check(Evidence evidence) {
        return examine(evidence).forbidden();
    }

    /** As {@link #examine(Evidence)}. */
    public Verdict examine(History history) {
        return examine(Evidence.of(history));
    }

    /** The violations, and how much there was to be judged. */
    public Verdict examine(Evidence evidence) {
        Violations found = new Violations();
        Dependencies dependencies = Dependencies.infer(evidence, writers, found);
        DependencyGraph graph = dependencies.graph();
        Set<Set<Integer>> told = new HashSet<>();
        circles(dependencies, graph.edges(WRITES), DependencyGraph.Why.WW, Kind.G0, told, found);
        circles(dependencies, graph.edges(FLOW), DependencyGraph.Why.WR, Kind.G1C, told, found);
        int tangled = 0;
        for (int[] component : new Circles(graph.edges(ALLOWED)).components()) {
            tangled += component.length;
        }
        List<Violation> all = new ArrayList<>(new NoTornTransaction().check(evidence));
        all.addAll(found.list());
        return new Verdict(all, tangled);
    }

    /** One circle through each component, by way of an edge of the kind that makes the anomaly. */
    private static void circles(Dependencies dependencies, DependencyGraph.Edges edges, DependencyGraph.Why through,
            Kind kind,
            Set<Set<Integer>> told, Violations found) {
        DependencyGraph graph = dependencies.graph();
        Circles circles = new Circles(edges);
        for (int[] component : circles.components()) {
            List<Integer> shortest = List.of();
            int tried = 0;
            for (int node : component) {
                for (int i = edges.starts[node]; i < edges.starts[node + 1]; i++) {
                    int edge = edges.numbers[i];
                    if (graph.why(edge) == through && circles.together(node, edges.targets[i]) && tried++ < TRIED) {
                        List<Integer> circle = new ArrayList<>(List.of(edge));
                        circle.addAll(circles.path(edges.targets[i], node));
                        if (shortest.isEmpty() || circle.size() < shortest.size()) {
                            shortest = circle;
                        }
                    }
                }
            }
            if (!shortest.isEmpty() && told.add(Set.copyOf(shortest))) {
                found.add(kind, dependencies.chain(shortest));
            }
        }
    }
}
