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
 * Records grouped by key and session, to be folded. Each result is sent once, when its session is over, with the time of the
 * session's last record as its timestamp; in its key, {@code startMs} is the time of the first record and {@code endMs} that of
 * the last.
 */
public final class SessionWindowedKStream<K extends @Nullable Object, V extends @Nullable Object> implements Stage {

    private final Definition definition;
    private final NodeId node;
    private final StreamType type;
    private final PlanNode.Grouping grouping;
    private final SessionWindows sessions;
    private final @Nullable String lateTopic;

    SessionWindowedKStream(Definition definition, NodeId node, StreamType type, PlanNode.Grouping grouping,
            SessionWindows sessions, @Nullable String lateTopic) {
        this.definition = definition;
        this.node = node;
        this.type = type;
        this.grouping = grouping;
        this.sessions = sessions;
        this.lateTopic = lateTopic;
    }

    /**
     * Where a record goes that comes too late, once: key, value, timestamp and headers as they were on its source topic, plus
     * the header {@code tidemark.late.ms}. Without this such records are counted only.
     */
    public SessionWindowedKStream<K, V> lateTo(String topic) {
        return new SessionWindowedKStream<>(definition, node, type, grouping, sessions, topic);
    }

    /** How many records each session has. */
    public KStream<Windowed<K>, Long> count(Materialized<Long> materialized) {
        Merger<K, Long> sum = (key, earlier, later) -> earlier + later;
        return results(KGroupedStream.Folds.count(materialized), sum, materialized);
    }

    /** As {@link #count(Materialized)} without a name: a build error that suggests one. */
    public KStream<Windowed<K>, Long> count() {
        return count(Materialized.unnamed());
    }

    /** Folds values into one of their own type, aggregates of sessions that become one likewise. */
    public KStream<Windowed<K>, V> reduce(BinaryOperator<V> reducer, Materialized<V> materialized) {
        Merger<K, V> merger = (key, earlier, later) -> reducer.apply(earlier, later);
        return results(KGroupedStream.Folds.reduce(reducer, materialized, type), merger, materialized);
    }

    /**
     * Folds values into an aggregate of another type.
     *
     * @param merger makes one aggregate of those of two sessions that a record joins, before the record is folded in
     */
    public <A extends @Nullable Object> KStream<Windowed<K>, A> aggregate(Supplier<A> initializer,
            Aggregator<? super K, ? super V, A> aggregator, Merger<? super K, A> merger, Materialized<A> materialized) {
        return results(KGroupedStream.Folds.aggregate(initializer, aggregator, materialized), merger, materialized);
    }

    private <A extends @Nullable Object> KStream<Windowed<K>, A> results(Aggregation aggregation,
            Merger<? super K, A> merger, Materialized<A> materialized) {
        StreamType result = WindowedSerde.ofResults(type, aggregation);
        NodeId id = definition.stateful(materialized.name(), node, type, grouping,
                new StatefulWork.SessionAggregate(sessions.spec(), aggregation, Erased.merge(merger), lateTopic,
                        Windowed::new),
                result);
        return new KStream<>(definition, id, result);
    }
}
