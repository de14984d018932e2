package dev.tidemark.streams.runtime;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.net.Backoff;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.net.PolledLoop;
import dev.tidemark.client.net.Transport;
import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.record.CompressionType;
import dev.tidemark.state.ChangelogFacts;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import dev.tidemark.streams.runtime.commit.CommitProtocol;
import dev.tidemark.streams.runtime.commit.Guarantee;
import dev.tidemark.streams.runtime.commit.ScriptedGroup;
import dev.tidemark.streams.runtime.commit.ScriptedProducer;
import dev.tidemark.streams.runtime.task.StoreDeclarations;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.topology.TaskMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * A worker, its commits and its tasks as in production, among reads, openings, a producer and a group that do what a test
 * says; on a clock that stands. Run by the test, which is the worker's thread. The story tells what happened, in order.
 */
final class WorkerStage {

    static final TransactionOutcome DONE = new TransactionOutcome.Done();
    static final long COMMIT_INTERVAL_MS = 100;
    /** Longer than any test: these tasks have nothing to trim. */
    static final long TRIM_INTERVAL_MS = 3_600_000;
    private static final NetworkSettings NETWORK = new NetworkSettings(List.of(new Endpoint("nowhere", 1)), "test",
            1_000,
            300_000, new Backoff(50, 50), new Backoff(50, 50));

    private static final UUID CHANGELOG = new UUID(0, 3);

    final List<String> story = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    final ManualClock clock = new ManualClock(0);
    final PolledLoop loop = new PolledLoop(clock);
    final ScriptedProducer producer = new ScriptedProducer(story);
    final ScriptedGroup group = new ScriptedGroup(story);
    final ScriptedReads reads = new ScriptedReads("read", story);
    final ScriptedReads changelogs = new ScriptedReads("restore", story);
    final ScriptedOpening opening = new ScriptedOpening(this::task, story);
    final WorkerOutput output = new WorkerOutput(new Outbox(CompressionType.NONE, _ -> 4 << 20),
            SmallTopology.topics(), clock);
    /** What closing any store throws; null: nothing. */
    @Nullable
    RuntimeException closingFails;
    private @Nullable TaskId damaged;
    private WatchedStores.@Nullable Step damagedIn;
    /** How often a checkpoint goes on, of whichever task asks. */
    int checkpointSteps;
    /** Only to be closed: everything that would use it is scripted. */
    private final Cluster cluster = cluster(loop, clock);
    final Worker worker = new Worker(0, cluster, COMMIT_INTERVAL_MS, TRIM_INTERVAL_MS, failures::add);
    final StateMemory memory = new StateMemory(1 << 20);
    private final TaskMap map;
    private final MemoryStores stores = new MemoryStores(new MemoryDisk(), clock, memory);

    WorkerStage() {
        this(SmallTopology.MAP);
    }

    WorkerStage(TaskMap map) {
        this.map = map;
        loop.poll(); // the test's thread owns the loop from here on
        CommitProtocol commits = new CommitProtocol(loop, producer, group, StreamTask.COMMIT_SEQ, output, worker::tasks,
                phase -> {});
        LogTrimmer trimmer = new LogTrimmer(new Admin(cluster, 1_000), loop);
        worker.equip(new Worker.Parts(producer, reads, changelogs, opening, output, commits, group, trimmer));
        producer.answer(DONE);
        news();
    }

    /** Of a cluster that nothing here connects to. */
    static Cluster cluster(PolledLoop loop, ManualClock clock) {
        return new Cluster(new NoTransport(), loop, clock, RandomGeneratorFactory.of("L64X128MixRandom").create(1),
                NETWORK);
    }

    private static final class NoTransport implements Transport {

        @Override
        public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop loop) {
            throw new IllegalStateException("nothing here connects");
        }

        @Override
        public void close() {}
    }

    private StreamTask task(TaskId id) {
        return StreamTask.open(id, map.topology(), map.counts(),
                new WatchedStores(id.toString(), stores(id), story, step -> damage(id, step),
                        () -> checkpointSteps-- > 0),
                output, output,
                Map.of(), Guarantee.EXACTLY_ONCE, clock, 100);
    }

    /** Stores that have all that was ever committed, which is nothing. */
    private TaskStores stores(TaskId id) {
        List<StoreDeclaration<?, ?>> declared = StoreDeclarations
                .of(map.topology().subTopologies().get(id.subTopology()));
        TaskStores opened = stores.open(id.toString(), declared);
        for (StoreDeclaration<?, ?> store : declared) {
            opened.admit(store.name(), new ChangelogFacts(CHANGELOG, id.partition(), 0, 0, ChangelogFacts.UNKNOWN,
                    StorePosition.TOMBSTONES_KEPT_MS));
            opened.restore(store.name()).finish(new StorePosition(CHANGELOG, id.partition(), 0, 0, clock.wallMs()));
        }
        return opened;
    }

    /** The next step of this kind comes upon damage in a store of the task. */
    WorkerStage damaged(TaskId task, WatchedStores.Step in) {
        damaged = task;
        damagedIn = in;
        return this;
    }

    private @Nullable RuntimeException damage(TaskId id, WatchedStores.Step step) {
        if (step == WatchedStores.Step.CLOSE && closingFails != null) {
            return closingFails;
        }
        if (!id.equals(damaged) || step != damagedIn) {
            return null;
        }
        damaged = null;
        return corrupt();
    }

    private static TidemarkException corrupt() {
        return new TidemarkException(FailureCode.STORE_CORRUPT, "A store is damaged", "a table", "a bit was flipped",
                "nothing");
    }

    static TopicPartition input(TaskId task) {
        return new TopicPartition("in", task.partition());
    }

    /** A task that runs. */
    WorkerStage running(TaskId task) {
        worker.host(task);
        opening.opened(task);
        turns();
        news();
        return this;
    }

    /** The task's input has this record; it is processed. */
    WorkerStage processed(TaskId task, long offset, String value) {
        reads.fetched(input(task), offset, value);
        turns();
        return this;
    }

    /** Turns until nothing is left to do without an answer or more time. */
    WorkerStage turns() {
        boolean worked = true;
        for (int i = 0; worked && i < 1_000; i++) {
            worked = worker.turn();
            worked |= loop.poll() > 0;
        }
        return this;
    }

    /** The time for a commit comes. */
    WorkerStage commitIsDue() {
        clock.advanceMs(COMMIT_INTERVAL_MS);
        return turns();
    }

    /** The oldest step is answered. */
    WorkerStage answer(TransactionOutcome outcome) {
        producer.answer(outcome);
        return turns();
    }

    /** The commit under way, whose batches are on their way, happens. */
    WorkerStage commitHappens() {
        answer(DONE);
        group.member(ScriptedGroup.MEMBER);
        return answer(DONE).answer(DONE);
    }

    /** The worker's thread body, which must come to its end by itself. */
    WorkerStage runsToItsEnd() {
        runToItsEnd(worker);
        return this;
    }

    /** A worker that went on would wait for ever, since the clock stands: it fails instead. */
    static void runToItsEnd(Worker one) {
        goesOn(one, 10);
        WorkerThreads.run((PolledLoop) one.loop(), one);
    }

    private static void goesOn(Worker one, int rounds) {
        one.loop().execute(() -> {
            if (rounds == 0) {
                throw new AssertionError("the worker goes on");
            }
            goesOn(one, rounds - 1);
        });
    }

    /** What happened since the last look. */
    List<String> news() {
        List<String> news = List.copyOf(story);
        story.clear();
        return news;
    }
}
