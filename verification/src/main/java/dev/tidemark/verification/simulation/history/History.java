package dev.tidemark.verification.simulation.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that clients saw in one run. Immutable.
 *
 * @param operations in any order; their calls say when
 * @param end the partitions as they were at the end
 * @param deletedTopics topics that nobody can read at the end, rightly
 */
public record History(List<Operation> operations, SortedMap<Partition, FinalLog> end, Set<String> deletedTopics) {

    public History {
        operations = List.copyOf(operations);
        end = Collections.unmodifiableSortedMap(new TreeMap<>(end));
        deletedTopics = Set.copyOf(deletedTopics);
    }

    /** All operations of one kind, in the order in which they were asked for. */
    public <T extends Operation> List<T> all(Class<T> kind) {
        List<T> found = new ArrayList<>();
        for (Operation operation : operations) {
            if (kind.isInstance(operation)) {
                found.add(kind.cast(operation));
            }
        }
        found.sort(Comparator.comparingLong(operation -> operation.call().invokedNs()));
        return found;
    }

    /** One history of what several recorders took down beside each other. */
    public static History merged(Collection<History> parts) {
        List<Operation> operations = new ArrayList<>();
        SortedMap<Partition, FinalLog> end = new TreeMap<>();
        List<String> deleted = new ArrayList<>();
        for (History part : parts) {
            operations.addAll(part.operations());
            end.putAll(part.end());
            deleted.addAll(part.deletedTopics());
        }
        return new History(operations, end, Set.copyOf(deleted));
    }

    /** The run in words, a line for each operation, in the order in which they were asked for. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        all(Operation.class).forEach(operation -> text.append(operation).append('\n'));
        end.values().forEach(log -> text.append(log).append('\n'));
        return text.toString();
    }
}
