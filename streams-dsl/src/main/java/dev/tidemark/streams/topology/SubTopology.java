package dev.tidemark.streams.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What runs in one task per partition: a connected part of the plan between internal topics.
 *
 * @param number from zero
 * @param name of its first source: a topic's or a repartition's
 * @param operators records flow from lower to higher numbers
 * @param keepsFrontier whether a time operator is here or behind one of its edges
 * @param systemChangelog changelog of the store that keeps frontiers received and told; null if no edge comes in and no
 *        time operator is here: then the committed offsets carry all there is
 * @param copartitioned topics whose partitions meet in one task by number, and which therefore must have equally many
 */
public record SubTopology(int number, String name, List<Operator> operators, boolean keepsFrontier,
        @Nullable String systemChangelog, List<Set<String>> copartitioned) {

    public SubTopology {
        operators = List.copyOf(operators);
        copartitioned = copartitioned.stream().map(Set::copyOf).toList();
    }

    /** All topics it reads, in order of its operators. */
    public List<String> inputTopics() {
        List<String> topics = new ArrayList<>();
        for (Operator operator : operators) {
            if (operator instanceof Operator.Source source) {
                topics.add(source.topic());
            } else if (operator instanceof Operator.EdgeSource edge) {
                topics.add(edge.topic());
            }
        }
        return topics;
    }

    /** Its stores, in order of its operators. */
    public List<StoreSpec> stores() {
        List<StoreSpec> stores = new ArrayList<>();
        for (Operator operator : operators) {
            if (operator instanceof Operator.WindowAggregate windowed) {
                stores.add(windowed.store());
            } else if (operator instanceof Operator.StreamJoin join) {
                stores.add(join.left());
                stores.add(join.right());
            } else if (operator instanceof Operator.KeyAggregate perKey) {
                stores.add(perKey.store());
            } else if (operator instanceof Operator.LatestPerKey latest) {
                stores.add(latest.store());
            } else if (operator instanceof Operator.SessionAggregate session) {
                stores.add(session.store());
            }
        }
        return stores;
    }

    /** Changelog topics by the stores' names; the task's own store is called {@code system}. */
    public Map<String, String> changelogs() {
        Map<String, String> changelogs = new TreeMap<>();
        stores().forEach(store -> changelogs.put(store.name(), store.changelogTopic()));
        if (systemChangelog != null) {
            changelogs.put("system", systemChangelog);
        }
        return changelogs;
    }

    /** The topics outside the application that it writes to: sinks and late outputs. */
    public List<String> outputTopics() {
        List<String> topics = new ArrayList<>();
        for (Operator operator : operators) {
            if (operator instanceof Operator.Sink sink) {
                topics.add(sink.topic());
            }
            if (operator.lateTopic() != null) {
                topics.add(operator.lateTopic());
            }
        }
        return topics.stream().distinct().toList();
    }
}
