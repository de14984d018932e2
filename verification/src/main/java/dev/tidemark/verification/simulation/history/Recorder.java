package dev.tidemark.verification.simulation.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Takes down what clients see. Used by one thread; clients on several threads have one each and merge their histories. */
public final class Recorder {

    private final List<Operation> operations = new ArrayList<>();
    private final SortedMap<Partition, FinalLog> end = new TreeMap<>();
    private final Set<String> deletedTopics = new TreeSet<>();

    public void add(Operation operation) {
        operations.add(operation);
    }

    /** A partition as it was read when all was over. */
    public void end(FinalLog log) {
        end.put(log.partition(), log);
    }

    /** The topic's records are gone with it. */
    public void deleted(String topic) {
        deletedTopics.add(topic);
    }

    public History history() {
        return new History(operations, end, deletedTopics);
    }
}
