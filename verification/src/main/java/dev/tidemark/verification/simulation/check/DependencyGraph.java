package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Partition;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and why one comes before another. Used by one thread: filled first, then looked at through {@link #edges(Set)}.
 */
final class DependencyGraph {

    /** Why one node comes before another. */
    enum Why {
        /** It wrote before the other, and the order was not free. */
        WW,
        /** It wrote before the other, as chance would have it. */
        CHANCE,
        /** The other read what it wrote. */
        WR,
        /** It read, and did not see what the other wrote. */
        RW,
        /** It had ended when the other began. */
        TIME
    }

    /** The edges of some kinds: those of a node are {@code targets[starts[node]]} up to {@code starts[node + 1]}. */
    static final class Edges {
        final int nodes;
        final int[] starts;
        final int[] targets;
        final int[] numbers;

        private Edges(int nodes, int[] starts, int[] targets, int[] numbers) {
            this.nodes = nodes;
            this.starts = starts;
            this.targets = targets;
            this.numbers = numbers;
        }
    }

    private final int nodes;
    private int size;
    private int[] from = new int[64];
    private int[] to = new int[64];
    private Why[] why = new Why[64];
    private @Nullable Partition[] where = new Partition[64];
    private long[] value = new long[64];

    DependencyGraph(int nodes) {
        this.nodes = nodes;
    }

    /** @param value the record on which it rests, in this partition; none for {@link Why#TIME} */
    void add(int before, int after, Why reason, @Nullable Partition partition, long value) {
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
            why = Arrays.copyOf(why, size * 2);
            where = Arrays.copyOf(where, size * 2);
            this.value = Arrays.copyOf(this.value, size * 2);
        }
        from[size] = before;
        to[size] = after;
        why[size] = reason;
        where[size] = partition;
        this.value[size] = value;
        size++;
    }

    int from(int edge) {
        return from[edge];
    }

    int to(int edge) {
        return to[edge];
    }

    Why why(int edge) {
        return why[edge];
    }

    /** What the edge rests on, in words. */
    String describe(int edge) {
        String record = "value " + value[edge] + " of " + where[edge];
        return switch (why[edge]) {
            case WW, CHANCE -> "wrote before (ww) " + record;
            case WR -> "wrote what was read (wr), " + record;
            case RW -> "read and did not see (rw) " + record;
            case TIME -> "had ended before the beginning of";
        };
    }

    Edges edges(Set<Why> kinds) {
        int[] starts = new int[nodes + 1];
        int count = 0;
        for (int edge = 0; edge < size; edge++) {
            if (kinds.contains(why[edge])) {
                starts[from[edge] + 1]++;
                count++;
            }
        }
        for (int node = 0; node < nodes; node++) {
            starts[node + 1] += starts[node];
        }
        int[] targets = new int[count];
        int[] numbers = new int[count];
        int[] next = Arrays.copyOf(starts, nodes);
        for (int edge = 0; edge < size; edge++) {
            if (kinds.contains(why[edge])) {
                int at = next[from[edge]]++;
                targets[at] = to[edge];
                numbers[at] = edge;
            }
        }
        return new Edges(nodes, starts, targets, numbers);
    }
}
