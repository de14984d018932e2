package dev.tidemark.streams.plan;

import org.jspecify.annotations.Nullable;

/** What a stateful node does with its store. */
public sealed interface StatefulWork {

    /** Whether the order in which the records of different partitions interleave may show in what comes out. */
    boolean orderSensitive();

    /** The word of the DSL for it. */
    String word();

    /**
     * One aggregate per key and window, sent on once, when the window closes, with the timestamp of its last
     * millisecond.
     *
     * @param lateTopic where a record goes that no window accepts, as it was at its source; null: it is counted only
     * @param keyOfResult makes the key of a result from (key, start, end)
     */
    record WindowAggregate(WindowSpec windows, Aggregation aggregation, @Nullable String lateTopic,
            WindowKeyFunction keyOfResult) implements StatefulWork {
        @Override
        public boolean orderSensitive() {
            return aggregation.orderSensitive();
        }

        @Override
        public String word() {
            return aggregation.word();
        }
    }

    /** One aggregate per key, sent on at every change. Its updates show the order of the input, whatever the fold. */
    record KeyAggregate(Aggregation aggregation) implements StatefulWork {
        @Override
        public boolean orderSensitive() {
            return true;
        }

        @Override
        public String word() {
            return aggregation.word();
        }
    }

    /** The last value per key of a topic; null deletes. A key's records are in one partition, hence in order. */
    record LatestPerKey() implements StatefulWork {
        @Override
        public boolean orderSensitive() {
            return false;
        }

        @Override
        public String word() {
            return "table";
        }
    }

    /**
     * One aggregate per key and session, sent on once, when the session is over, with its last record's time as timestamp.
     *
     * @param merger makes one aggregate of two sessions' that a record joins
     * @param lateTopic where a record goes that is too late, as it was at its source; null: it is counted only
     * @param keyOfResult makes the key of a result from (key, time of the first record, time of the last)
     */
    record SessionAggregate(SessionSpec sessions, Aggregation aggregation, MergeFunction merger,
            @Nullable String lateTopic, WindowKeyFunction keyOfResult) implements StatefulWork {
        @Override
        public boolean orderSensitive() {
            return aggregation.orderSensitive();
        }

        @Override
        public String word() {
            return aggregation.word();
        }
    }

    /** (key, earlier session's aggregate, later one's) to that of both, erased. */
    @FunctionalInterface
    interface MergeFunction {
        @Nullable
        Object apply(Object key, @Nullable Object earlier, @Nullable Object later);
    }

    /** Makes the key of a window's or session's result. */
    @FunctionalInterface
    interface WindowKeyFunction {
        Object of(Object key, long startMs, long endMs);
    }
}
