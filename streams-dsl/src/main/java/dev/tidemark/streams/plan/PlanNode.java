package dev.tidemark.streams.plan;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan. Few kinds; every word of the DSL is made of these.
 */
public sealed interface PlanNode {

    NodeId id();

    /** The user's name, or one made from the word and the number where the user gave none. */
    String name();

    /** The nodes whose records come in; empty for a source. */
    List<NodeId> inputs();

    /** How what comes out is written as bytes. */
    StreamType type();

    /** This node under another id and with other inputs: for rewrites. */
    PlanNode moved(NodeId newId, List<NodeId> newInputs);

    /**
     * Reads a topic from outside the topology.
     *
     * @param disorderMs the watermark of a partition is its greatest event time so far minus this
     */
    record SourceNode(NodeId id, String name, String topic, StreamType type, EventTimeFunction eventTime,
            long disorderMs) implements PlanNode {
        @Override
        public List<NodeId> inputs() {
            return List.of();
        }

        @Override
        public PlanNode moved(NodeId newId, List<NodeId> newInputs) {
            return new SourceNode(newId, name, topic, type, eventTime, disorderMs);
        }
    }

    /** A linear chain of stateless steps, one as written, several after fusion. */
    record StatelessNode(NodeId id, String name, List<NodeId> inputs, List<StatelessStep> steps, StreamType type)
            implements
                PlanNode {
        public StatelessNode {
            inputs = List.copyOf(inputs);
            steps = List.copyOf(steps);
        }

        public boolean changesKey() {
            return steps.stream().anyMatch(StatelessStep::changesKey);
        }

        @Override
        public PlanNode moved(NodeId newId, List<NodeId> newInputs) {
            return new StatelessNode(newId, name, newInputs, steps, type);
        }
    }

    /** Records of several streams as one, in no particular order between them. */
    record MergeNode(NodeId id, String name, List<NodeId> inputs, StreamType type) implements PlanNode {
        public MergeNode {
            inputs = List.copyOf(inputs);
        }

        @Override
        public PlanNode moved(NodeId newId, List<NodeId> newInputs) {
            return new MergeNode(newId, name, newInputs, type);
        }
    }

    /**
     * Writes to an internal topic by key and reads it again, so that all records of a key meet in one task.
     *
     * @param name also names the topic {@code <application.id>-<name>-repartition}
     * @param partitions of the topic; zero: as many as the widest input
     */
    record RepartitionNode(NodeId id, String name, List<NodeId> inputs, StreamType type, int partitions)
            implements
                PlanNode {
        public RepartitionNode {
            inputs = List.copyOf(inputs);
        }

        @Override
        public PlanNode moved(NodeId newId, List<NodeId> newInputs) {
            return new RepartitionNode(newId, name, newInputs, type, partitions);
        }
    }

    /**
     * Works on a store.
     *
     * @param storeName the user's name for the store, which also names the changelog; null: none was given, an error
     * @param input how the records that come in are written as bytes (the key's serde writes the store's keys)
     * @param grouping how the input was grouped; null if it need not be (a table's topic)
     */
    record StatefulNode(NodeId id, String name, @Nullable String storeName, List<NodeId> inputs, StreamType input,
            @Nullable Grouping grouping, StatefulWork work, StreamType type) implements PlanNode {
        public StatefulNode {
            inputs = List.copyOf(inputs);
        }

        @Override
        public PlanNode moved(NodeId newId, List<NodeId> newInputs) {
            return new StatefulNode(newId, name, storeName, newInputs, input, grouping, work, type);
        }
    }

    /**
     * Joins two streams by key and nearness in time.
     *
     * @param storeName the user's name for it, which also names its two stores; null: none was given, an error
     * @param inputs the left stream and the right one, which may be the same
     * @param left how the records of the left stream are written as bytes
     * @param right how those of the right one are; the keys as the left's
     * @param joiner makes a pair's value from (left value, right value)
     * @param lateTopic where a record goes that is too late for any partner, as it was at its source; null: it is counted only
     * @param partitions of the repartition topics; zero: none that need not be, as many as the widest input
     */
    record StreamJoinNode(NodeId id, String name, @Nullable String storeName, List<NodeId> inputs, StreamType left,
            StreamType right, JoinSpec windows, BiFunction<Object, Object, Object> joiner, @Nullable String lateTopic,
            int partitions, StreamType type) implements PlanNode {
        public StreamJoinNode {
            inputs = List.copyOf(inputs);
        }

        /** What the store of the left side is called, and its repartition. */
        public String leftStore() {
            return (storeName == null ? name : storeName) + "-left";
        }

        /** What the store of the right side is called, and its repartition. */
        public String rightStore() {
            return (storeName == null ? name : storeName) + "-right";
        }

        @Override
        public PlanNode moved(NodeId newId, List<NodeId> newInputs) {
            return new StreamJoinNode(newId, name, storeName, newInputs, left, right, windows, joiner, lateTopic,
                    partitions, type);
        }
    }

    /** Writes to a topic outside the topology. */
    record SinkNode(NodeId id, String name, List<NodeId> inputs, String topic, StreamType type) implements PlanNode {
        public SinkNode {
            inputs = List.copyOf(inputs);
        }

        @Override
        public PlanNode moved(NodeId newId, List<NodeId> newInputs) {
            return new SinkNode(newId, name, newInputs, topic, type);
        }
    }

    /**
     * How records were grouped by key.
     *
     * @param name of the repartition topic, if one is needed; null: the store's name is taken
     * @param partitions of that topic; zero: as many as the widest input
     */
    record Grouping(@Nullable String name, int partitions) {}
}
