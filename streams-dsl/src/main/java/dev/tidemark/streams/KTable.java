package dev.tidemark.streams;

import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.StatelessStep;
import dev.tidemark.streams.plan.StreamType;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The current value of each key. What flows is updates; null means that the key is gone. */
public final class KTable<K extends @Nullable Object, V extends @Nullable Object> implements Stage {

    private final Definition definition;
    private final NodeId node;
    private final StreamType type;

    KTable(Definition definition, NodeId node, StreamType type) {
        this.definition = definition;
        this.node = node;
        this.type = type;
    }

    /** The same table, knowing how its values are written. */
    public KTable<K, V> withValueSerde(Serde<V> serde) {
        return new KTable<>(definition, node, type.withValue(Erased.serde(serde)));
    }

    /** Only the keys whose value passes; one that passes no longer is deleted downstream. */
    public KTable<K, V> filter(BiPredicate<? super K, ? super V> predicate) {
        NodeId id = definition.stateless(node, new StatelessStep.FilterTable(Erased.predicate(predicate)), type);
        return new KTable<>(definition, id, type);
    }

    /** A new value for each key. */
    public <V2 extends @Nullable Object> KTable<K, V2> mapValues(Function<? super V, ? extends V2> mapper) {
        BiFunction<K, V, V2> ignoringKey = (key, value) -> mapper.apply(value);
        StreamType newType = type.withValue(null);
        NodeId id = definition.stateless(node, new StatelessStep.MapTableValues(Erased.function(ignoringKey)),
                newType);
        return new KTable<>(definition, id, newType);
    }

    /** The updates, one record for each change of a value. */
    public KStream<K, V> toStream() {
        return new KStream<>(definition, node, type);
    }
}
