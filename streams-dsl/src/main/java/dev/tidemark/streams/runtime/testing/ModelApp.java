package dev.tidemark.streams.runtime.testing;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import dev.tidemark.streams.runtime.task.Progress;
import dev.tidemark.streams.runtime.task.Tasklet;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.SubTopology;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An application over the model: its workers, which task runs where, and how its steps follow one another. */
final class ModelApp {

    /** A crash that a test asked for, inside a phase of a commit. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Crash(CommitPhase phase) {
            super("crash as " + phase.label() + " begins", null, false, false);
        }
    }

    private static final int BATCHES_AT_ONCE = 64;
    private static final long STATE_BYTES = 64 << 20;

    private final PhysicalTopology topology;
    private final PartitionCounts partitions;
    private final ModelCluster cluster;
    private final ManualClock clock;
    private final MemoryDisk[] diskOf;
    private final ModelWorker[] workers;
    private final Map<TaskId, Integer> workerOf = new TreeMap<>();
    private final Map<TopicPartition, Long> ends = new LinkedHashMap<>();
    private ModelProducer.Faults faults = ModelProducer.Faults.NONE;
    private int recordsPerCall = 500;
    private @Nullable Class<? extends CommitPhase> crashIn;
    private final boolean[] crashed;
    private final Map<String, Integer> phases = new TreeMap<>();
    private final Map<String, Integer> crashes = new TreeMap<>();

    ModelApp(PhysicalTopology topology, PartitionCounts partitions, ModelCluster cluster, ManualClock clock,
            int workerCount) {
        this.topology = topology;
        this.partitions = partitions;
        this.cluster = cluster;
        this.clock = clock;
        this.workers = new ModelWorker[workerCount];
        this.diskOf = new MemoryDisk[workerCount];
        this.crashed = new boolean[workerCount];
        int next = 0;
        for (SubTopology subTopology : topology.subTopologies()) {
            for (int partition = 0; partition < partitions.tasks(subTopology.number()); partition++) {
                workerOf.put(new TaskId(subTopology.number(), partition), next++ % workerCount);
            }
        }
        for (int i = 0; i < workerCount; i++) {
            diskOf[i] = new MemoryDisk();
            start(i);
        }
    }

    private void start(int number) {
        crashed[number] = false;
        ModelWorker worker = new ModelWorker(topology, partitions, cluster, clock,
                new MemoryStores(diskOf[number], clock, new StateMemory(STATE_BYTES)),
                topology.applicationId() + "-" + number, step -> faults.next(step), phase -> entered(number, phase),
                recordsPerCall);
        workers[number] = worker;
        workerOf.forEach((task, at) -> {
            if (at == number) {
                host(worker, task);
            }
        });
    }

    private void host(ModelWorker worker, TaskId task) {
        worker.host(task);
        declareEnds(worker);
    }

    private void entered(int worker, CommitPhase phase) {
        phases.merge(phase.label(), 1, Integer::sum);
        if (crashIn != null && crashIn.isInstance(phase)) {
            crashIn = null;
            crashed[worker] = true;
            crashes.merge(phase.label(), 1, Integer::sum);
            throw new Crash(phase);
        }
    }

    /** How often commits entered each phase. */
    Map<String, Integer> phases() {
        return phases;
    }

    /** How many crashes fell into each phase of a commit. */
    Map<String, Integer> crashes() {
        return crashes;
    }

    int workerCount() {
        return workers.length;
    }

    ModelWorker worker(int number) {
        return workers[number];
    }

    List<HostedTask> tasks() {
        List<HostedTask> tasks = new ArrayList<>();
        for (ModelWorker worker : workers) {
            tasks.addAll(worker.tasks());
        }
        return tasks;
    }

    /** The task with this number, wherever it runs. */
    HostedTask task(TaskId id) {
        return Invariants.present(workers[Invariants.present(workerOf.get(id), "task " + id)].task(id), "task " + id);
    }

    Map<TaskId, Integer> placement() {
        return workerOf;
    }

    /** What goes wrong with steps of transactions from now on. */
    void faults(ModelProducer.Faults next) {
        faults = next;
    }

    /** Records that a call of a task processes at most, for workers that start from now on. */
    void recordsPerCall(int records) {
        recordsPerCall = records;
    }

    /** The next worker whose commit enters this phase crashes there, before the phase's first effect. */
    void crashIn(Class<? extends CommitPhase> phase) {
        crashIn = phase;
    }

    /** Declares where source partitions end. */
    void endAt(Map<TopicPartition, Long> newEnds) {
        ends.putAll(newEnds);
        for (ModelWorker worker : workers) {
            declareEnds(worker);
        }
    }

    private void declareEnds(ModelWorker worker) {
        for (HostedTask hosted : worker.tasks()) {
            for (TopicPartition input : hosted.inputs()) {
                Long end = ends.get(input);
                if (end != null) {
                    hosted.task().endAt(input, end);
                }
            }
        }
    }

    /** Starts a commit of one worker; it may crash on the way. */
    boolean commit(int number) {
        try {
            return workers[number].commit();
        } catch (Crash crash) {
            return true;
        } finally {
            restartIfCrashed(number);
        }
    }

    /** Gives up what a worker has not sealed yet; does nothing while a commit is under way. */
    void abandon(int number) {
        try {
            if (workers[number].protocol().idle()) {
                workers[number].protocol().abandon("the schedule says so");
            }
        } catch (Crash crash) {
            // what asked for it is satisfied below
        } finally {
            restartIfCrashed(number);
        }
    }

    /** One step of what one worker has under way. */
    boolean step(int number) {
        boolean ran = workers[number].step();
        restartIfCrashed(number);
        return ran;
    }

    /** Ends what one worker has under way. */
    void finishCommit(int number) {
        while (!(workers[number].phase() instanceof CommitPhase.Idle)) {
            if (!step(number)) {
                clock.advanceMs(10); // what waits, waits for its time to try again
            }
        }
    }

    private void restartIfCrashed(int number) {
        if (crashed[number]) {
            crash(number, false);
        }
    }

    /** A worker crashes where it stands and starts again, with its disk or with an empty one. */
    void crash(int number, boolean losingDisk) {
        if (!crashed[number]) {
            crashes.merge(workers[number].phase().label(), 1, Integer::sum);
        }
        workers[number].crash();
        if (losingDisk) {
            diskOf[number] = new MemoryDisk();
        }
        start(number);
    }

    /** A task moves to another worker, between two commits. */
    void move(TaskId task, int to) {
        int from = Invariants.present(workerOf.get(task), "task " + task);
        finishCommit(from);
        commit(from); // what the task wrote since must not be committed without its positions
        finishCommit(from);
        if (workers[from].task(task) != null && from != to) {
            workers[from].release(task);
            workerOf.put(task, to);
            host(workers[to], task);
        }
    }

    /** Goes on until there is nothing left to do. */
    void settle() {
        boolean worked = true;
        while (worked) {
            worked = false;
            for (int number = 0; number < workers.length; number++) {
                for (HostedTask hosted : workers[number].tasks()) {
                    worked |= work(hosted);
                }
                worked |= commit(number);
                finishCommit(number);
            }
            long heldBackMs = tasks().stream().mapToLong(hosted -> hosted.task().markersHeldBackMs()).max().orElse(0);
            if (!worked && heldBackMs > 0) {
                clock.advanceMs(heldBackMs);
                worked = true;
            }
        }
    }

    private static boolean work(HostedTask hosted) {
        boolean worked = false;
        for (TopicPartition input : hosted.inputs()) {
            while (hosted.fetch(input, BATCHES_AT_ONCE)) {
                worked = true;
            }
        }
        while (hosted.task().call(Tasklet.UNHURRIED) == Progress.MADE_PROGRESS) {
            worked = true;
        }
        return worked;
    }

    /** Whether every task is at the end of closed inputs, and all of it is committed. */
    boolean drained() {
        return tasks().stream().allMatch(hosted -> hosted.task().drained());
    }

    void close() {
        for (ModelWorker worker : workers) {
            worker.close();
        }
    }
}
