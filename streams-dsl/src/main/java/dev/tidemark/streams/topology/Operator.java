package dev.tidemark.streams.topology;

import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.Aggregation;
import dev.tidemark.streams.plan.EventTimeFunction;
import dev.tidemark.streams.plan.JoinSpec;
import dev.tidemark.streams.plan.SessionSpec;
import dev.tidemark.streams.plan.StatefulWork;
import dev.tidemark.streams.plan.StatelessStep;
import dev.tidemark.streams.plan.WindowSpec;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a task runs, with the user's functions and serdes. Operators of a sub-topology are numbered from zero in an order
 * in which records flow from lower to higher numbers; {@code downstream} are such numbers.
 */
public sealed interface Operator {

    int number();

    /** The node's name: in errors, metrics and {@code describe}. */
    String name();

    /** The operators of the same sub-topology that take what this one sends. */
    List<Integer> downstream();

    /** The topic for records that come too late for it; null if it has none. */
    default @Nullable String lateTopic() {
        return null;
    }

    /** Reads a topic from outside; makes its watermarks. */
    record Source(int number, String name, String topic, Serde<Object> keySerde, Serde<Object> valueSerde,
            EventTimeFunction eventTime, long disorderMs, List<Integer> downstream) implements Operator {}

    /** Reads an internal topic; its watermarks come with it as markers. */
    record EdgeSource(int number, String name, int edge, String topic, Serde<Object> keySerde,
            Serde<Object> valueSerde, List<Integer> downstream) implements Operator {}

    /** A linear chain of stateless steps. */
    record Stateless(int number, String name, List<StatelessStep> steps, List<Integer> downstream)
            implements
                Operator {}

    /** Several inputs as one. */
    record Merge(int number, String name, List<Integer> downstream) implements Operator {}

    /** Folds per key and window; fires on close. A time operator: it needs a frontier. */
    record WindowAggregate(int number, String name, WindowSpec windows, Aggregation aggregation,
            StatefulWork.WindowKeyFunction keyOfResult, @Nullable String lateTopic, StoreSpec store,
            List<Integer> downstream) implements Operator {}

    /** Folds per key and session; fires when one is over. A time operator, too. */
    record SessionAggregate(int number, String name, SessionSpec sessions, Aggregation aggregation,
            StatefulWork.MergeFunction merger, StatefulWork.WindowKeyFunction keyOfResult, @Nullable String lateTopic,
            StoreSpec store, List<Integer> downstream) implements Operator {}

    /**
     * Joins two streams by key and nearness in time. A time operator: it needs a frontier to let go of what it keeps.
     *
     * @param leftInput number of the operator whose records come in on the left
     * @param rightInput of the one on the right; the same for a stream joined with itself
     * @param left store of the left side
     */
    record StreamJoin(int number, String name, int leftInput, int rightInput, JoinSpec windows,
            BiFunction<Object, Object, Object> joiner, @Nullable String lateTopic, StoreSpec left, StoreSpec right,
            List<Integer> downstream) implements Operator {}

    /** Folds per key; sends every change. */
    record KeyAggregate(int number, String name, Aggregation aggregation, StoreSpec store, List<Integer> downstream)
            implements
                Operator {}

    /** Keeps the last value per key; sends every change. */
    record LatestPerKey(int number, String name, StoreSpec store, List<Integer> downstream) implements Operator {}

    /** Writes to a topic outside. */
    record Sink(int number, String name, String topic, Serde<Object> keySerde, Serde<Object> valueSerde)
            implements
                Operator {
        @Override
        public List<Integer> downstream() {
            return List.of();
        }
    }

    /** Writes to an internal topic, by key, with lateness; its markers tell the frontier to the readers. */
    record EdgeSink(int number, String name, int edge, String topic, Serde<Object> keySerde,
            Serde<Object> valueSerde) implements Operator {
        @Override
        public List<Integer> downstream() {
            return List.of();
        }
    }
}
