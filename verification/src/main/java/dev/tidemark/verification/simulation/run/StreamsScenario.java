package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.streams.runtime.AppState;
import dev.tidemark.streams.runtime.StreamsApp;
import dev.tidemark.verification.simulation.check.SequentialCount;
import dev.tidemark.verification.simulation.check.SequentialCount.Event;
import dev.tidemark.verification.simulation.check.SequentialCount.Result;
import dev.tidemark.verification.simulation.check.Violation;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.workload.AppPlace;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.CountedEvents;
import dev.tidemark.verification.simulation.workload.Partitions;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Two instances of an application over a topic that an idempotent producer writes. When all is healed, instances are killed once more, and the disks of
 * some are gone: they go on from changelogs alone. In the end the inputs end, the application drains, and its results are those of one loop over the
 * events.
 */
public final class StreamsScenario implements Scenario {

    private static final long QUIET_MS = 240_000;
    private static final long AFTERWARDS_MS = 8_000;
    private static final long READING_MS = 15_000;
    /** Ends before its transaction does, if it stands still. */
    private static final int SHORT_SESSION_MS = 6_000;
    /** Outlasts its transaction. */
    private static final int LONG_SESSION_MS = 30_000;
    private static final int PARTITIONS = 2;
    private static final int GAP_MS_MAX = 150;
    private static final Map<String, String> KEPT = Map.of("retention.ms", "-1");
    private static final List<String> TOPICS = List.of(CountedEvents.INPUT, CountedEvents.PASSED_ON,
            CountedEvents.COUNTS, CountedEvents.WINDOWS, CountedEvents.LATE);

    private final long faultyMs;
    private final boolean exactlyOnce;

    /** @param faultyMs how long faults strike */
    public StreamsScenario(long faultyMs) {
        this(faultyMs, true);
    }

    private StreamsScenario(long faultyMs, boolean exactlyOnce) {
        this.faultyMs = faultyMs;
        this.exactlyOnce = exactlyOnce;
    }

    /** Without transactions: nothing is missing, and that is all. */
    public static StreamsScenario atLeastOnce(long faultyMs) {
        return new StreamsScenario(faultyMs, false);
    }

    @Override
    public String name() {
        return exactlyOnce ? "streams" : "streams at least once";
    }

    @Override
    public Map<String, String> brokerSettings() {
        return Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "2000");
    }

    @Override
    public long faultyMs() {
        return faultyMs;
    }

    @Override
    public List<String> play(SimWorld world, FaultPlan plan) {
        return new Play(world).run(plan);
    }

    /** One play; confined to the simulation's thread. */
    private final class Play {

        private final SimWorld world;
        private final List<AppPlace> places = new ArrayList<>();

        Play(SimWorld world) {
            this.world = world;
        }

        List<String> run(FaultPlan plan) {
            world.broker().start();
            Topics.create(world, TOPICS.stream()
                    .map(topic -> new NewTopic(topic, PARTITIONS, -1, KEPT))
                    .toArray(NewTopic[]::new));
            AppendingProducer events = new AppendingProducer(world.client("writes events"),
                    world.scheduler().seed().stream("plan of events"), Map.of(), CountedEvents.INPUT, PARTITIONS,
                    Integer.MAX_VALUE, GAP_MS_MAX);
            places.add(place("left", SHORT_SESSION_MS));
            places.add(place("right", LONG_SESSION_MS));
            events.start();
            places.forEach(AppPlace::start);
            plan.unleash(world);
            world.runForMs(faultyMs);
            FaultPlan.heal(world);
            places.forEach(AppPlace::staysUp);
            onceMore();
            world.runForMs(AFTERWARDS_MS);
            events.rest();
            Progress progress = new Progress(world, QUIET_MS);
            progress.demand("each event is acknowledged or given up", events::done);
            progress.demand("all instances run",
                    () -> places.stream().allMatch(AppPlace::awake) && all(AppState.Running.class));
            progress.demand("no event is under way once more", () -> world.network().copies().underWay() == 0);
            places.forEach(AppPlace::declareEnd);
            progress.demand("the application has drained", () -> all(AppState.Drained.class));
            ReadingConsumer end = new ReadingConsumer(world.client("reader end"),
                    Map.of("isolation.level", "read_committed"));
            end.start(TOPICS.stream().flatMap(topic -> partitions(topic).stream()).toList());
            world.runForMs(READING_MS);
            List<String> violations = new ArrayList<>(progress.violations());
            places.forEach(place -> violations.addAll(place.failures()));
            judge(end).stream().map(Violation::toString).forEach(violations::add);
            return violations;
        }

        private AppPlace place(String name, int sessionMs) {
            return new AppPlace(world, "instance " + name, CountedEvents::topology,
                    Map.of("application.id", CountedEvents.APPLICATION, "processing.guarantee",
                            exactlyOnce ? "exactly_once_v2" : "at_least_once", "session.timeout.ms",
                            Integer.toString(sessionMs)));
        }

        /** State has to be whole on disks and in changelogs: what is counted afterwards goes on from either. */
        private void onceMore() {
            SplittableRandom random = world.scheduler().seed().stream("what becomes of the disks");
            for (AppPlace place : places) {
                switch (random.nextInt(4)) {
                    case 0 -> place.replaceMachine();
                    case 1 -> place.kill();
                    default -> {}
                }
            }
        }

        private boolean all(Class<? extends AppState> state) {
            return places.stream().allMatch(place -> {
                StreamsApp app = place.app();
                return app != null && state.isInstance(app.state());
            });
        }

        private List<Violation> judge(ReadingConsumer end) {
            List<List<Event>> events = new ArrayList<>();
            for (TopicPartition partition : partitions(CountedEvents.INPUT)) {
                events.add(end.seen(partition)
                        .stream()
                        .map(seen -> new Event(seen.value(), CountedEvents.key(seen.value()),
                                CountedEvents.timeMs(seen.value())))
                        .toList());
            }
            SequentialCount plain = new SequentialCount(CountedEvents.WINDOW_MS, CountedEvents.GRACE_MS,
                    CountedEvents.DISORDER_MS, events);
            if (!exactlyOnce) {
                return plain.atLeastOnce(results(end, CountedEvents.PASSED_ON), results(end, CountedEvents.COUNTS),
                        results(end, CountedEvents.WINDOWS));
            }
            List<Violation> found = new ArrayList<>(plain.passedOn(results(end, CountedEvents.PASSED_ON)));
            found.addAll(plain.counts(results(end, CountedEvents.COUNTS)));
            found.addAll(plain.windows(results(end, CountedEvents.WINDOWS)));
            found.addAll(plain.late(results(end, CountedEvents.LATE)));
            return found;
        }

        private static List<Result> results(ReadingConsumer end, String topic) {
            List<Result> results = new ArrayList<>();
            partitions(topic).forEach(partition -> end.seen(partition)
                    .forEach(seen -> results.add(new Result(seen.key(), seen.value()))));
            return results;
        }

        private static List<TopicPartition> partitions(String topic) {
            return Partitions.of(topic, PARTITIONS);
        }
    }
}
