package dev.tidemark.streams;

import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.NodeId;
import dev.tidemark.streams.plan.PlanNode;
import dev.tidemark.streams.plan.StatelessStep;
import dev.tidemark.streams.plan.StreamType;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream of records, each for itself. A record keeps its event time, its headers and its lateness through all
 * stateless words.
 *
 * <p>Serdes belong to the stream's type. A word that changes the type of keys or values leaves that serde open; only
 * where bytes are written must it be known, from {@link #withKeySerde} and its kin or from the settings of that word.
 */
public final class KStream<K extends @Nullable Object, V extends @Nullable Object> implements Stage {

    private final Definition definition;
    private final NodeId node;
    private final StreamType type;

    KStream(Definition definition, NodeId node, StreamType type) {
        this.definition = definition;
        this.node = node;
        this.type = type;
    }

    /** Names the word before it, for errors, metrics and {@code describe}. */
    public KStream<K, V> as(String name) {
        definition.rename(node, Names.checked(name));
        return this;
    }

    /** The same stream, knowing how its keys are written. */
    public KStream<K, V> withKeySerde(Serde<K> serde) {
        return new KStream<>(definition, node, type.withKey(Erased.serde(serde)));
    }

    /** The same stream, knowing how its values are written. */
    public KStream<K, V> withValueSerde(Serde<V> serde) {
        return new KStream<>(definition, node, type.withValue(Erased.serde(serde)));
    }

    /** The same stream, knowing how its records are written. */
    public KStream<K, V> withSerdes(Serde<K> keySerde, Serde<V> valueSerde) {
        return withKeySerde(keySerde).withValueSerde(valueSerde);
    }

    /** Only the records that the predicate accepts. */
    public KStream<K, V> filter(BiPredicate<? super K, ? super V> predicate) {
        return next(new StatelessStep.Filter(Erased.predicate(predicate)), type);
    }

    /** One new record for each. */
    public <K2 extends @Nullable Object, V2 extends @Nullable Object> KStream<K2, V2> map(
            BiFunction<? super K, ? super V, KeyValue<K2, V2>> mapper) {
        return next(new StatelessStep.Map(Erased.pairs(mapper)), StreamType.unknown());
    }

    /** A new value under the same key. */
    public <V2 extends @Nullable Object> KStream<K, V2> mapValues(Function<? super V, ? extends V2> mapper) {
        Function<? super V, ? extends V2> function = mapper;
        BiFunction<K, V, V2> ignoringKey = (key, value) -> function.apply(value);
        return next(new StatelessStep.MapValues(Erased.function(ignoringKey)), type.withValue(null));
    }

    /** None, one or several new records for each. */
    public <K2 extends @Nullable Object, V2 extends @Nullable Object> KStream<K2, V2> flatMap(
            BiFunction<? super K, ? super V, ? extends Iterable<KeyValue<K2, V2>>> mapper) {
        return next(new StatelessStep.FlatMap(Erased.manyPairs(mapper)), StreamType.unknown());
    }

    /** None, one or several new values under the same key. */
    public <V2 extends @Nullable Object> KStream<K, V2> flatMapValues(
            Function<? super V, ? extends Iterable<V2>> mapper) {
        BiFunction<K, V, Iterable<V2>> ignoringKey = (key, value) -> mapper.apply(value);
        return next(new StatelessStep.FlatMapValues(Erased.many(ignoringKey)), type.withValue(null));
    }

    /** A new key for the same value. */
    public <K2 extends @Nullable Object> KStream<K2, V> selectKey(
            BiFunction<? super K, ? super V, ? extends K2> mapper) {
        return next(new StatelessStep.SelectKey(Erased.function(mapper)), type.withKey(null));
    }

    /** The records of both streams. Between them there is no order. */
    public KStream<K, V> merge(KStream<K, V> other) {
        StreamType common = type.equals(other.type) ? type
                : new StreamType(
                        type.key() == other.type.key() ? type.key() : null,
                        type.value() == other.type.value() ? type.value() : null);
        return new KStream<>(definition, definition.merge(node, other.node, common), common);
    }

    /**
     * A record for each pair of a record of this stream and one of the other with the same key, near enough in event time. The
     * pair has the later of their times, and comes as soon as both are there. Streams whose key was changed go through
     * repartition topics first.
     *
     * @param joiner makes a pair's value from (this stream's, the other's)
     */
    public <V2 extends @Nullable Object, R extends @Nullable Object> KStream<K, R> join(KStream<K, V2> other,
            BiFunction<? super V, ? super V2, ? extends R> joiner, JoinWindows windows,
            StreamJoined<? super K, ? super V, ? super V2> joined) {
        StreamType left = new StreamType(Erased.serdeOrNull(joined.keySerde()),
                Erased.serdeOrNull(joined.valueSerde())).orElse(type);
        StreamType right = new StreamType(left.key(), Erased.serdeOrNull(joined.otherValueSerde()))
                .orElse(other.type);
        StreamType result = new StreamType(left.key(), null);
        NodeId id = definition.join(joined.name(), node, left, other.node, right, windows.spec(),
                Erased.function(joiner), joined.lateTopic(), joined.partitions(), result);
        return new KStream<>(definition, id, result);
    }

    /** As {@link #join(KStream, BiFunction, JoinWindows, StreamJoined)} without a name: a build error that suggests one. */
    public <V2 extends @Nullable Object, R extends @Nullable Object> KStream<K, R> join(KStream<K, V2> other,
            BiFunction<? super V, ? super V2, ? extends R> joiner, JoinWindows windows) {
        return join(other, joiner, windows, StreamJoined.unnamed());
    }

    /** Groups by the key as it is; goes through a repartition topic only if the key was changed before. */
    public KGroupedStream<K, V> groupByKey() {
        return groupByKey(Grouped.none());
    }

    /** As {@link #groupByKey()}, with settings. */
    public KGroupedStream<K, V> groupByKey(Grouped<K> grouped) {
        StreamType grouping = type.withKey(grouped.keySerde() != null ? Erased.serdeOrNull(grouped.keySerde())
                : type.key());
        return new KGroupedStream<>(definition, node, grouping,
                new PlanNode.Grouping(grouped.name(), grouped.partitions()));
    }

    /** Groups by a new key. The serde of the new key is open; see {@link #groupBy(BiFunction, Grouped)}. */
    public <K2> KGroupedStream<K2, V> groupBy(BiFunction<? super K, ? super V, ? extends K2> key) {
        return groupBy(key, Grouped.none());
    }

    /** Groups by a new key: the records go through a repartition topic, so that all of one key meet. */
    public <K2> KGroupedStream<K2, V> groupBy(BiFunction<? super K, ? super V, ? extends K2> key,
            Grouped<K2> grouped) {
        KStream<K2, V> rekeyed = selectKey(key);
        return rekeyed.groupByKey(grouped);
    }

    /** Writes to a topic, with the stream's serdes. */
    public void to(String topic) {
        definition.sink(node, topic, type);
    }

    /** Writes to a topic. */
    public void to(String topic, Produced<K, V> produced) {
        definition.sink(node, topic, produced.type().orElse(type));
    }

    private <K2 extends @Nullable Object, V2 extends @Nullable Object> KStream<K2, V2> next(StatelessStep step,
            StreamType newType) {
        return new KStream<>(definition, definition.stateless(node, step, newType), newType);
    }
}
