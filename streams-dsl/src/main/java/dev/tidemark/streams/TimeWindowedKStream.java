package dev.tidemark.streams;

import dev.tidemark.streams.plan.Aggregation;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.StreamType;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records grouped by key and window, to be folded. Each result is sent once, when the watermark has passed the window's
 * end plus its grace, with the window's last millisecond as its timestamp: so results can be grouped into windows again.
 */
public final class TimeWindowedKStream<K extends @Nullable Object, V extends @Nullable Object> implements Stage {

    private final Definition definition;
    private final NodeId node;
    private final StreamType type;
    private final PlanNode.Grouping grouping;
    private final Windows windows;
    private final @Nullable String lateTopic;

    TimeWindowedKStream(Definition definition, NodeId node, StreamType type, PlanNode.Grouping grouping,
            Windows windows, @Nullable String lateTopic) {
        this.definition = definition;
        this.node = node;
        this.type = type;
        this.grouping = grouping;
        this.windows = windows;
        this.lateTopic = lateTopic;
    }

    /**
     * Where a record goes that comes too late for all its windows, once: key, value, timestamp and headers as they were
     * on its source topic, plus the header {@code tidemark.late.ms}. Without this such records are counted only.
     */
    public TimeWindowedKStream<K, V> lateTo(String topic) {
        return new TimeWindowedKStream<>(definition, node, type, grouping, windows, topic);
    }

    /** How many records each key has per window. */
    public KStream<Windowed<K>, Long> count(Materialized<Long> materialized) {
        return results(KGroupedStream.Folds.count(materialized), materialized);
    }

    /** As {@link #count(Materialized)} without a name: a build error that suggests one. */
    public KStream<Windowed<K>, Long> count() {
        return count(Materialized.unnamed());
    }

    /** Folds values into one of their own type; a window's first value is its first aggregate. */
    public KStream<Windowed<K>, V> reduce(BinaryOperator<V> reducer, Materialized<V> materialized) {
        return results(KGroupedStream.Folds.reduce(reducer, materialized, type), materialized);
    }

    /** Folds values into an aggregate of another type. */
    public <A extends @Nullable Object> KStream<Windowed<K>, A> aggregate(Supplier<A> initializer,
            Aggregator<? super K, ? super V, A> aggregator, Materialized<A> materialized) {
        return results(KGroupedStream.Folds.aggregate(initializer, aggregator, materialized), materialized);
    }

    private <A extends @Nullable Object> KStream<Windowed<K>, A> results(Aggregation aggregation,
            Materialized<A> materialized) {
        StreamType result = WindowedSerde.ofResults(type, aggregation);
        NodeId id = definition.stateful(materialized.name(), node, type, grouping,
                new StatefulWork.WindowAggregate(windows.spec(), aggregation, lateTopic, Windowed::new), result);
        return new KStream<>(definition, id, result);
    }
}
