package dev.tidemark.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.plan.Aggregation;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.StreamType;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records grouped by key: to be folded, per window, per session or for ever. */
public final class KGroupedStream<K extends @Nullable Object, V extends @Nullable Object> implements Stage {

    private final Definition definition;
    private final NodeId node;
    private final StreamType type;
    private final PlanNode.Grouping grouping;

    KGroupedStream(Definition definition, NodeId node, StreamType type, PlanNode.Grouping grouping) {
        this.definition = definition;
        this.node = node;
        this.type = type;
        this.grouping = grouping;
    }

    /** Folds per key and window; a result is sent once, when its window closes. */
    public TimeWindowedKStream<K, V> windowedBy(Windows windows) {
        return new TimeWindowedKStream<>(definition, node, type, grouping, windows, null);
    }

    /** Folds per key and session; a result is sent once, when its session is over. */
    public SessionWindowedKStream<K, V> windowedBy(SessionWindows sessions) {
        return new SessionWindowedKStream<>(definition, node, type, grouping, sessions, null);
    }

    /** How many records each key has had. */
    public KTable<K, Long> count(Materialized<Long> materialized) {
        return table(Folds.count(materialized), materialized);
    }

    /** As {@link #count(Materialized)} without a name: a build error that suggests one. */
    public KTable<K, Long> count() {
        return count(Materialized.unnamed());
    }

    /** Folds values into one of their own type; the first value of a key is its first aggregate. */
    public KTable<K, V> reduce(BinaryOperator<V> reducer, Materialized<V> materialized) {
        return table(Folds.reduce(reducer, materialized, type), materialized);
    }

    /** Folds values into an aggregate of another type. */
    public <A extends @Nullable Object> KTable<K, A> aggregate(Supplier<A> initializer,
            Aggregator<? super K, ? super V, A> aggregator, Materialized<A> materialized) {
        return table(Folds.aggregate(initializer, aggregator, materialized), materialized);
    }

    private <A extends @Nullable Object> KTable<K, A> table(Aggregation aggregation, Materialized<A> materialized) {
        StreamType result = new StreamType(type.key(), aggregation.aggregateSerde());
        NodeId id = definition.stateful(materialized.name(), node, type, grouping,
                new StatefulWork.KeyAggregate(aggregation), result);
        return new KTable<>(definition, id, result);
    }

    /** The folds, erased. */
    static final class Folds {

        private Folds() {}

        static Aggregation count(Materialized<Long> materialized) {
            Aggregator<Object, Object, Long> plusOne = (key, value, soFar) -> soFar + 1;
            return new Aggregation("count", () -> 0L, Erased.aggregate(plusOne), false,
                    Erased.serde(materialized.valueSerde() != null ? materialized.valueSerde() : Serdes.int64()));
        }

        static <V extends @Nullable Object> Aggregation reduce(BinaryOperator<V> reducer,
                Materialized<V> materialized, StreamType type) {
            Aggregator<Object, V, V> fold = (key, value, soFar) -> soFar == null ? value
                    : reducer.apply(soFar, value);
            return new Aggregation("reduce", null, Erased.aggregate(fold), !materialized.vouchedCommutative(),
                    materialized.valueSerde() != null ? Erased.serde(materialized.valueSerde()) : type.value());
        }

        static <K, V extends @Nullable Object, A extends @Nullable Object> Aggregation aggregate(
                Supplier<A> initializer, Aggregator<K, V, A> aggregator, Materialized<A> materialized) {
            return new Aggregation("aggregate", initializer, Erased.aggregate(aggregator),
                    !materialized.vouchedCommutative(), Erased.serdeOrNull(materialized.valueSerde()));
        }
    }
}
