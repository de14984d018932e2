package dev.tidemark.streams;

import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatefulWork;
import org.jspecify.annotations.Nullable;

/** The {@code s} of {@link Streams#define}: where streams and tables begin. Confined to the definition's thread. */
public final class StreamsBuilder {

    private final Definition definition;

    StreamsBuilder(Definition definition) {
        this.definition = definition;
    }

    /** The records of a topic. A topic may be read once; use the stream as often as wanted. */
    public <K extends @Nullable Object, V extends @Nullable Object> KStream<K, V> from(String topic,
            Consumed<K, V> consumed) {
        NodeId source = definition.source(topic, consumed);
        return new KStream<>(definition, source, consumed.type());
    }

    /** A topic as a table: the last value per key; null deletes. */
    public <K, V> KTable<K, V> table(String topic, Consumed<K, V> consumed, Materialized<V> materialized) {
        NodeId source = definition.source(topic, consumed);
        var type = consumed.type().orElse(consumed.type().withValue(Erased.serdeOrNull(materialized.valueSerde())));
        NodeId table = definition.stateful(materialized.name(), source, type, (PlanNode.@Nullable Grouping) null,
                new StatefulWork.LatestPerKey(), type);
        return new KTable<>(definition, table, type);
    }
}
