package dev.tidemark.streams.plan;

/**
 * A node of one plan. Numbers follow the order of definition; they are not stable across versions of a topology, names
 * are.
 */
public record NodeId(int number) implements Comparable<NodeId> {

    @Override
    public int compareTo(NodeId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "n" + number;
    }
}
