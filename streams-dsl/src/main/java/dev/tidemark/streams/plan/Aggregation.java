package dev.tidemark.streams.plan;

import dev.tidemark.serde.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a key are folded into one, erased.
 *
 * @param word the word of the DSL: {@code count}, {@code reduce}, {@code aggregate}
 * @param initial a fresh aggregate; null for reduce, whose first value is the aggregate
 * @param step (key, value, aggregate) to the next aggregate
 * @param orderSensitive whether the result may depend on the order of the values: true unless the DSL knows better or
 *        the user vouches for the opposite
 * @param aggregateSerde of the aggregate, or null if unknown
 */
public record Aggregation(String word, java.util.function.@Nullable Supplier<?> initial, AggregateFunction step,
        boolean orderSensitive, @Nullable Serde<Object> aggregateSerde) {

    /** (key, value, aggregate) to the next aggregate, erased. */
    @FunctionalInterface
    public interface AggregateFunction {

        /** May change the given aggregate in place and return it. */
        @Nullable
        Object apply(Object key, @Nullable Object value, @Nullable Object aggregate);
    }
}
