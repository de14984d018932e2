package dev.tidemark.streams;

import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.Aggregation;
import dev.tidemark.streams.plan.EventTimeFunction;
import dev.tidemark.streams.plan.StatefulWork;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the types off the user's functions and serdes, for the plan. The only place with such casts; they hold because
 * the stages' type parameters tied the pieces together before.
 */
@SuppressWarnings({"unchecked", // see above: the stages have checked what the casts forget
        "NullAway"}) // whether a key or value may be null is part of the forgotten type
final class Erased {

    private Erased() {}

    static Serde<Object> serde(Serde<?> serde) {
        return (Serde<Object>) serde;
    }

    static @Nullable Serde<Object> serdeOrNull(@Nullable Serde<?> serde) {
        return (Serde<Object>) serde;
    }

    static EventTimeFunction eventTime(EventTime<?, ?> eventTime) {
        EventTime<@Nullable Object, @Nullable Object> erased = (EventTime<@Nullable Object, @Nullable Object>) eventTime;
        return erased::of;
    }

    static BiPredicate<Object, Object> predicate(BiPredicate<?, ?> predicate) {
        return (BiPredicate<Object, Object>) predicate;
    }

    static BiFunction<Object, Object, Object> function(BiFunction<?, ?, ?> function) {
        return (BiFunction<Object, Object, Object>) function;
    }

    static BiFunction<Object, Object, ? extends Map.Entry<?, ?>> pairs(
            BiFunction<?, ?, ? extends Map.Entry<?, ?>> function) {
        return (BiFunction<Object, Object, ? extends Map.Entry<?, ?>>) function;
    }

    static BiFunction<Object, Object, ? extends Iterable<? extends Map.Entry<?, ?>>> manyPairs(
            BiFunction<?, ?, ? extends Iterable<? extends Map.Entry<?, ?>>> function) {
        return (BiFunction<Object, Object, ? extends Iterable<? extends Map.Entry<?, ?>>>) function;
    }

    static BiFunction<Object, Object, ? extends Iterable<?>> many(BiFunction<?, ?, ? extends Iterable<?>> function) {
        return (BiFunction<Object, Object, ? extends Iterable<?>>) function;
    }

    static Aggregation.AggregateFunction aggregate(Aggregator<?, ?, ?> aggregator) {
        Aggregator<Object, @Nullable Object, @Nullable Object> erased = (Aggregator<Object, @Nullable Object, @Nullable Object>) aggregator;
        return erased::apply;
    }

    static StatefulWork.MergeFunction merge(Merger<?, ?> merger) {
        Merger<Object, @Nullable Object> erased = (Merger<Object, @Nullable Object>) merger;
        return erased::apply;
    }
}
