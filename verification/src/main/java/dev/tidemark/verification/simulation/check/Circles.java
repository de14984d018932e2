package dev.tidemark.verification.simulation.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The strongly connected components of a graph (Tarjan 1972, with a stack of its own in place of recursion, since chains here are as
 * long as a history), and short circles in them. Used by one thread.
 */
final class Circles {

    private static final int UNSEEN = -1;

    private final DependencyGraph.Edges edges;
    private final int[] component;
    private final List<int[]> components = new ArrayList<>();

    Circles(DependencyGraph.Edges edges) {
        this.edges = edges;
        this.component = new int[edges.nodes];
        new Search().run();
    }

    /** The members of each component of two nodes or more. An edge from a node to itself is nobody's business here. */
    List<int[]> components() {
        return components;
    }

    boolean together(int one, int other) {
        return component[one] == component[other];
    }

    /** The fewest edges that lead from one node to another of its component, in order. */
    List<Integer> path(int from, int to) {
        int[] cameBy = new int[edges.nodes];
        Arrays.fill(cameBy, UNSEEN);
        int[] cameFrom = new int[edges.nodes];
        ArrayDeque<Integer> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            int node = next.poll();
            for (int i = edges.starts[node]; i < edges.starts[node + 1]; i++) {
                int target = edges.targets[i];
                if (cameBy[target] == UNSEEN && target != from && together(from, target)) {
                    cameBy[target] = edges.numbers[i];
                    cameFrom[target] = node;
                    next.add(target);
                }
            }
            if (cameBy[to] != UNSEEN) {
                break;
            }
        }
        List<Integer> path = new ArrayList<>();
        for (int node = to; node != from; node = cameFrom[node]) {
            if (cameBy[node] == UNSEEN) {
                throw new IllegalStateException(to + " is not in the component of " + from);
            }
            path.add(cameBy[node]);
        }
        Collections.reverse(path);
        return path;
    }

    /** One run over the graph; nothing of it is wanted afterwards. */
    private final class Search {

        private final int[] index = new int[edges.nodes];
        private final int[] low = new int[edges.nodes];
        private final boolean[] onStack = new boolean[edges.nodes];
        private final int[] stack = new int[edges.nodes];
        private final int[] calls = new int[edges.nodes];
        private final int[] nextEdge = new int[edges.nodes];
        private int stackSize;
        private int indexes;

        private void run() {
            Arrays.fill(index, UNSEEN);
            for (int node = 0; node < edges.nodes; node++) {
                if (index[node] == UNSEEN) {
                    visit(node);
                }
            }
        }

        private void visit(int root) {
            int depth = 0;
            calls[0] = root;
            enter(root);
            while (depth >= 0) {
                int node = calls[depth];
                if (nextEdge[node] < edges.starts[node + 1]) {
                    int target = edges.targets[nextEdge[node]++];
                    if (index[target] == UNSEEN) {
                        enter(target);
                        calls[++depth] = target;
                    } else if (onStack[target]) {
                        low[node] = Math.min(low[node], index[target]);
                    }
                } else {
                    if (low[node] == index[node]) {
                        leave(node);
                    }
                    depth--;
                    if (depth >= 0) {
                        low[calls[depth]] = Math.min(low[calls[depth]], low[node]);
                    }
                }
            }
        }

        private void enter(int node) {
            index[node] = indexes;
            low[node] = indexes++;
            stack[stackSize++] = node;
            onStack[node] = true;
            nextEdge[node] = edges.starts[node];
        }

        private void leave(int root) {
            int end = stackSize;
            int node;
            do {
                node = stack[--stackSize];
                onStack[node] = false;
                component[node] = root;
            } while (node != root);
            if (end - stackSize > 1) {
                components.add(Arrays.copyOfRange(stack, stackSize, end));
            }
        }
    }
}
