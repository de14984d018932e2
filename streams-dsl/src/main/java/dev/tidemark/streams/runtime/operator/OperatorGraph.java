package dev.tidemark.streams.runtime.operator;

import dev.tidemark.state.KeyValues;
import dev.tidemark.state.TaskStores;
import dev.tidemark.streams.runtime.task.TaskOutput;
import dev.tidemark.streams.runtime.time.EdgeAnnouncer;
import dev.tidemark.streams.runtime.time.Frontier;
import dev.tidemark.streams.topology.Edge;
import dev.tidemark.streams.topology.Operator;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.StoreSpec;
import dev.tidemark.streams.topology.SubTopology;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operators of one task, wired, and the frontiers that they have reached (rules C and D). Run by the task.
 *
 * <p>A frontier is kept per operator: the least of what its inputs promise. What an operator promises in turn is the same,
 * except for a time operator, which holds it back by what it may still send. Operators are numbered in the order in which
 * records flow, so one pass brings all frontiers up to date.
 */
public final class OperatorGraph {

    private final List<Operator> operators;
    private final RecordTarget[] targets;
    private final int[][] upstream;
    private final @Nullable TimeOperator[] timed;
    private final long[] inputFrontiers;
    private final long[] outputFrontiers;
    private final List<EdgeSink> edgeSinks = new ArrayList<>();
    private final @Nullable EdgeSink[] edgeSinkOf;
    private final Map<String, WindowCounters> counters = new LinkedHashMap<>();

    /** @param nowMs monotonic */
    public OperatorGraph(TaskId task, PhysicalTopology topology, PartitionCounts partitions, TaskStores stores,
            TaskOutput output, RecordContext context, long nowMs) {
        SubTopology subTopology = topology.subTopologies().get(task.subTopology());
        this.operators = subTopology.operators();
        int size = operators.size();
        this.targets = new RecordTarget[size];
        this.timed = new TimeOperator[size];
        this.edgeSinkOf = new EdgeSink[size];
        this.inputFrontiers = new long[size];
        this.outputFrontiers = new long[size];
        this.upstream = upstream(operators);
        int tasks = partitions.tasks(task.subTopology());
        for (int i = size - 1; i >= 0; i--) {
            targets[i] = target(i, task, topology, tasks, stores, output, context, nowMs);
        }
        reset();
    }

    private RecordTarget target(int number, TaskId task, PhysicalTopology topology, int tasks, TaskStores stores,
            TaskOutput output, RecordContext context, long nowMs) {
        Operator operator = operators.get(number);
        return switch (operator) {
            case Operator.Source source -> next(source);
            case Operator.EdgeSource source -> next(source);
            case Operator.Merge merge -> next(merge);
            case Operator.Stateless stateless -> new StatelessChain(stateless.name(), stateless.steps(), context,
                    next(stateless));
            case Operator.KeyAggregate perKey -> new KeyAggregator(perKey, context, keyed(stores, perKey.store()),
                    next(perKey));
            case Operator.LatestPerKey latest -> new TableKeeper(latest, context, keyed(stores, latest.store()),
                    next(latest));
            case Operator.WindowAggregate windowed -> {
                WindowCounters counted = counted(windowed);
                WindowAggregator aggregator = new WindowAggregator(windowed, context,
                        stores.<Object, Object>windowed(windowed.store().name()).bytes(),
                        late(windowed, counted, context, task, output), next(windowed), counted);
                timed[number] = aggregator;
                yield aggregator;
            }
            case Operator.SessionAggregate session -> {
                WindowCounters counted = counted(session);
                SessionAggregator aggregator = new SessionAggregator(session, context,
                        stores.<Object, Object>sessions(session.store().name()).bytes(),
                        late(session, counted, context, task, output), next(session), counted);
                timed[number] = aggregator;
                yield aggregator;
            }
            case Operator.StreamJoin join -> {
                WindowCounters counted = counted(join);
                StreamJoiner joiner = new StreamJoiner(join, context,
                        stores.<Object, Object>windowed(join.left().name()).bytes(),
                        stores.<Object, Object>windowed(join.right().name()).bytes(),
                        late(join, counted, context, task, output), next(join), counted);
                timed[number] = joiner;
                yield joiner.left(); // the right one is picked by whoever sends to it
            }
            case Operator.Sink sink -> new TopicSink(sink, context,
                    new RecordWriter(output, sink.topic(), task.partition()));
            case Operator.EdgeSink sink -> {
                Edge edge = topology.edges().get(sink.edge());
                EdgeSink target = new EdgeSink(sink, context,
                        new RecordWriter(output, sink.topic(), task.partition()),
                        new EdgeAnnouncer(edge, task.partition(), tasks, nowMs));
                edgeSinks.addFirst(target);
                edgeSinkOf[number] = target;
                yield target;
            }
        };
    }

    private static LateOutput late(Operator operator, WindowCounters counted, RecordContext context, TaskId task,
            TaskOutput output) {
        String topic = operator.lateTopic();
        return new LateOutput(context, counted,
                topic == null ? null : new RecordWriter(output, topic, task.partition()));
    }

    private WindowCounters counted(Operator operator) {
        WindowCounters counted = new WindowCounters();
        counters.put(operator.name(), counted);
        return counted;
    }

    private static KeyValues<Object> keyed(TaskStores stores, StoreSpec spec) {
        return stores.<Object, Object>keyValue(spec.name()).bytes();
    }

    private RecordTarget next(Operator operator) {
        RecordTarget[] next = new RecordTarget[operator.downstream().size()];
        for (int i = 0; i < next.length; i++) {
            int to = operator.downstream().get(i);
            boolean again = operator.downstream().indexOf(to) < i; // a stream joined with itself: first left, then right
            next[i] = timed[to] instanceof StreamJoiner join && (again || join.leftInput() != operator.number())
                    ? join.right()
                    : targets[to];
        }
        return FanOut.of(next);
    }

    private static int[][] upstream(List<Operator> operators) {
        List<List<Integer>> upstream = new ArrayList<>();
        operators.forEach(operator -> upstream.add(new ArrayList<>()));
        for (Operator operator : operators) {
            operator.downstream().forEach(to -> upstream.get(to).add(operator.number()));
        }
        return upstream.stream()
                .map(from -> from.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** Hands one record of a source to the operators behind it. */
    public void process(int source, @Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        targets[source].process(key, value, timestampMs, metMs);
    }

    /** What a source promises now. One that this task has no partition of promises everything. */
    public void sourceFrontier(int source, long frontierMs) {
        outputFrontiers[source] = frontierMs;
    }

    /**
     * Brings the frontiers up to date and fires what closes, upstream before downstream.
     *
     * @param limit results to send at most
     * @return how many were sent; {@code limit} means that there may be more to fire
     */
    public int advance(int limit) {
        int fired = 0;
        for (int i = 0; i < targets.length; i++) {
            int[] from = upstream[i];
            if (from.length == 0) {
                continue;
            }
            long frontier = Frontier.MAX;
            for (int each : from) {
                frontier = Math.min(frontier, outputFrontiers[each]);
            }
            inputFrontiers[i] = frontier;
            TimeOperator waiting = timed[i];
            if (waiting != null) {
                fired += waiting.fire(frontier, limit - fired);
                outputFrontiers[i] = waiting.outputFrontier(frontier);
            } else {
                outputFrontiers[i] = frontier;
            }
            EdgeSink sink = edgeSinkOf[i];
            if (sink != null) {
                sink.announcer().reached(frontier);
            }
        }
        return fired;
    }

    /** The frontier that an operator has reached. */
    public long frontierMs(int operator) {
        return inputFrontiers[operator];
    }

    /** The least frontier of all operators that have an input: how far the task is. */
    public long frontierMs() {
        long least = Frontier.MAX;
        for (int i = 0; i < targets.length; i++) {
            least = Math.min(least, upstream[i].length == 0 ? outputFrontiers[i] : inputFrontiers[i]);
        }
        return least;
    }

    /** The edges that go out, in the order of their operators. */
    public List<EdgeSink> edgeSinks() {
        return edgeSinks;
    }

    /** What window operators have counted, by node. */
    public Map<String, WindowCounters> counters() {
        return counters;
    }

    /** Has the stores say what is still to be sent: the interval ends. */
    public void endInterval() {
        for (TimeOperator waiting : timed) {
            if (waiting != null) {
                waiting.endInterval();
            }
        }
    }

    /** Forgets frontiers and takes open windows from the stores again: an interval has fallen. */
    public void reset() {
        Arrays.fill(inputFrontiers, Frontier.MIN);
        Arrays.fill(outputFrontiers, Frontier.MIN);
        for (int i = 0; i < targets.length; i++) {
            TimeOperator waiting = timed[i];
            if (waiting != null) {
                waiting.reload();
            }
            if (operators.get(i) instanceof Operator.Source || operators.get(i) instanceof Operator.EdgeSource) {
                outputFrontiers[i] = Frontier.MAX; // until a partition of it says otherwise
            }
        }
    }
}
