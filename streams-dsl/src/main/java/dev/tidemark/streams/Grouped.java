package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How records are grouped: the name of the repartition topic, should one be needed, and the serde of the new key.
 * Immutable. The serde of the values is the stream's.
 */
public final class Grouped<K extends @Nullable Object> {

    private final @Nullable String name;
    private final @Nullable Serde<K> keySerde;
    private final int partitions;

    private Grouped(@Nullable String name, @Nullable Serde<K> keySerde, int partitions) {
        this.name = name;
        this.keySerde = keySerde;
        this.partitions = partitions;
    }

    /** Names the repartition topic {@code <application.id>-<name>-repartition}; without it the store's name is taken. */
    public static <K extends @Nullable Object> Grouped<K> as(String name) {
        return new Grouped<>(Names.checked(name), null, 0);
    }

    /** The serde of the new key. */
    public static <K extends @Nullable Object> Grouped<K> with(Serde<K> keySerde) {
        return new Grouped<>(null, keySerde, 0);
    }

    public static <K extends @Nullable Object> Grouped<K> with(String name, Serde<K> keySerde) {
        return new Grouped<>(Names.checked(name), keySerde, 0);
    }

    /** How many partitions the repartition topic has; unless given, as many as the widest input. */
    public Grouped<K> withPartitions(int newPartitions) {
        if (newPartitions < 1) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "A topic has at least one partition",
                    "Grouped.withPartitions(" + newPartitions + ")", "the number is not positive", "give 1 or more");
        }
        return new Grouped<>(name, keySerde, newPartitions);
    }

    static <K extends @Nullable Object> Grouped<K> none() {
        return new Grouped<>(null, null, 0);
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    Serde<K> keySerde() {
        return keySerde;
    }

    int partitions() {
        return partitions;
    }
}
