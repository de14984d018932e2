package dev.tidemark.streams.plan;

import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * What one record becomes without looking at any other. The user's functions, erased. Keys and values may be null where
 * the topic has null.
 */
public sealed interface StatelessStep {

    /** Whether the key of what comes out may differ from the key of what went in. */
    boolean changesKey();

    /** The word of the DSL for it. */
    String word();

    /** Lets pass what the predicate accepts. */
    record Filter(BiPredicate<Object, Object> predicate) implements StatelessStep {
        @Override
        public boolean changesKey() {
            return false;
        }

        @Override
        public String word() {
            return "filter";
        }
    }

    /** A new value under the same key. */
    record MapValues(BiFunction<Object, Object, Object> mapper) implements StatelessStep {
        @Override
        public boolean changesKey() {
            return false;
        }

        @Override
        public String word() {
            return "mapValues";
        }
    }

    /** A new key for the same value. */
    record SelectKey(BiFunction<Object, Object, Object> mapper) implements StatelessStep {
        @Override
        public boolean changesKey() {
            return true;
        }

        @Override
        public String word() {
            return "selectKey";
        }
    }

    /** One new record, as a pair. */
    record Map(BiFunction<Object, Object, ? extends java.util.Map.Entry<?, ?>> mapper) implements StatelessStep {
        @Override
        public boolean changesKey() {
            return true;
        }

        @Override
        public String word() {
            return "map";
        }
    }

    /** None, one or several new records, as pairs in order. */
    record FlatMap(BiFunction<Object, Object, ? extends Iterable<? extends java.util.Map.Entry<?, ?>>> mapper)
            implements
                StatelessStep {
        @Override
        public boolean changesKey() {
            return true;
        }

        @Override
        public String word() {
            return "flatMap";
        }
    }

    /** None, one or several new values under the same key, in order. */
    record FlatMapValues(BiFunction<Object, Object, ? extends Iterable<?>> mapper) implements StatelessStep {
        @Override
        public boolean changesKey() {
            return false;
        }

        @Override
        public String word() {
            return "flatMapValues";
        }
    }

    /**
     * The updates of a filtered table: what no longer passes becomes a deletion, so that the table behind it forgets
     * the key.
     */
    record FilterTable(BiPredicate<Object, Object> predicate) implements StatelessStep {
        @Override
        public boolean changesKey() {
            return false;
        }

        @Override
        public String word() {
            return "filter";
        }
    }

    /** A new value under the same key; a deletion stays one and is not shown to the function. */
    record MapTableValues(BiFunction<Object, Object, Object> mapper) implements StatelessStep {
        @Override
        public boolean changesKey() {
            return false;
        }

        @Override
        public String word() {
            return "mapValues";
        }
    }
}
