package dev.tidemark.streams;

import dev.tidemark.serde.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The store of a stateful node: its name, which also names the changelog, and the serde of its values. Immutable.
 *
 * @param <A> type of the values in the store
 */
public final class Materialized<A extends @Nullable Object> {

    private final @Nullable String name;
    private final @Nullable Serde<A> valueSerde;
    private final boolean commutative;

    private Materialized(@Nullable String name, @Nullable Serde<A> valueSerde, boolean commutative) {
        this.name = name;
        this.valueSerde = valueSerde;
        this.commutative = commutative;
    }

    /** Names the store; its changelog is {@code <application.id>-<name>-changelog}. */
    public static <A extends @Nullable Object> Materialized<A> as(String name) {
        return new Materialized<>(Names.checked(name), null, false);
    }

    public static <A extends @Nullable Object> Materialized<A> with(String name, Serde<A> valueSerde) {
        return new Materialized<>(Names.checked(name), valueSerde, false);
    }

    /**
     * Vouches that the result does not depend on the order in which a key's values are folded, so that {@code describe}
     * need not mark the node: replays give the same results whatever the interleaving of partitions was.
     */
    public Materialized<A> commutative() {
        return new Materialized<>(name, valueSerde, true);
    }

    static <A extends @Nullable Object> Materialized<A> unnamed() {
        return new Materialized<>(null, null, false);
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    Serde<A> valueSerde() {
        return valueSerde;
    }

    boolean vouchedCommutative() {
        return commutative;
    }
}
