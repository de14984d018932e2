package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a join of two streams: its name, which also names its two stores, their changelogs and the repartition topics,
 * should they be needed; serdes where the streams do not know theirs; where late records go. Immutable.
 *
 * @param <K> keys
 * @param <V> values of this stream
 * @param <V2> values of the other stream
 */
public final class StreamJoined<K extends @Nullable Object, V extends @Nullable Object, V2 extends @Nullable Object> {

    private final @Nullable String name;
    private final @Nullable Serde<K> keySerde;
    private final @Nullable Serde<V> valueSerde;
    private final @Nullable Serde<V2> otherValueSerde;
    private final @Nullable String lateTopic;
    private final int partitions;

    private StreamJoined(@Nullable String name, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde,
            @Nullable Serde<V2> otherValueSerde, @Nullable String lateTopic, int partitions) {
        this.name = name;
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
        this.otherValueSerde = otherValueSerde;
        this.lateTopic = lateTopic;
        this.partitions = partitions;
    }

    /** Names the join; its stores are {@code <name>-left} and {@code <name>-right}. */
    public static <K extends @Nullable Object, V extends @Nullable Object, V2 extends @Nullable Object> StreamJoined<K, V, V2> as(
            String name) {
        return new StreamJoined<>(Names.checked(name), null, null, null, null, 0);
    }

    /** Names the join, and says how keys and both streams' values are written. */
    public static <K extends @Nullable Object, V extends @Nullable Object, V2 extends @Nullable Object> StreamJoined<K, V, V2> with(
            String name, Serde<K> keySerde, Serde<V> valueSerde, Serde<V2> otherValueSerde) {
        return new StreamJoined<>(Names.checked(name), keySerde, valueSerde, otherValueSerde, null, 0);
    }

    /** How keys are written; unless given, as this stream's are. */
    public <K2 extends @Nullable Object> StreamJoined<K2, V, V2> withKeySerde(Serde<K2> serde) {
        return new StreamJoined<>(name, serde, valueSerde, otherValueSerde, lateTopic, partitions);
    }

    /** How this stream's values are written; unless given, as the stream says. */
    public <V3 extends @Nullable Object> StreamJoined<K, V3, V2> withValueSerde(Serde<V3> serde) {
        return new StreamJoined<>(name, keySerde, serde, otherValueSerde, lateTopic, partitions);
    }

    /** How the other stream's values are written; unless given, as that stream says. */
    public <V3 extends @Nullable Object> StreamJoined<K, V, V3> withOtherValueSerde(Serde<V3> serde) {
        return new StreamJoined<>(name, keySerde, valueSerde, serde, lateTopic, partitions);
    }

    /**
     * Where a record of either stream goes that comes too late for every partner it could have, once: key, value, timestamp
     * and headers as they were on its source topic, plus the header {@code tidemark.late.ms}. Without this such records are
     * counted only.
     */
    public StreamJoined<K, V, V2> lateTo(String topic) {
        return new StreamJoined<>(name, keySerde, valueSerde, otherValueSerde, topic, partitions);
    }

    /** Sends both streams through repartition topics of so many partitions, changed keys or not. */
    public StreamJoined<K, V, V2> withPartitions(int newPartitions) {
        if (newPartitions < 1) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "A topic has at least one partition",
                    "StreamJoined.withPartitions(" + newPartitions + ")", "the number is not positive",
                    "give 1 or more");
        }
        return new StreamJoined<>(name, keySerde, valueSerde, otherValueSerde, lateTopic, newPartitions);
    }

    static <K extends @Nullable Object, V extends @Nullable Object, V2 extends @Nullable Object> StreamJoined<K, V, V2> unnamed() {
        return new StreamJoined<>(null, null, null, null, null, 0);
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    Serde<K> keySerde() {
        return keySerde;
    }

    @Nullable
    Serde<V> valueSerde() {
        return valueSerde;
    }

    @Nullable
    Serde<V2> otherValueSerde() {
        return otherValueSerde;
    }

    @Nullable
    String lateTopic() {
        return lateTopic;
    }

    int partitions() {
        return partitions;
    }
}
