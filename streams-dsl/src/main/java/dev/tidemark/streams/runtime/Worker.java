package dev.tidemark.streams.runtime;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.state.CheckpointTrigger;
import dev.tidemark.state.MemoryPressure;
import dev.tidemark.streams.runtime.commit.CommitGroup;
import dev.tidemark.streams.runtime.commit.CommitProtocol;
import dev.tidemark.streams.runtime.read.PartitionReads;
import dev.tidemark.streams.runtime.restore.RestoreProgress;
import dev.tidemark.streams.runtime.restore.TaskOpening;
import dev.tidemark.streams.runtime.task.Progress;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.runtime.task.Tasklet;
import dev.tidemark.streams.topology.TaskId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's share of an application: its tasks, the reading of their inputs, their output and their commits. Everything
 * here runs on the worker's own loop; others send it messages through that loop.
 *
 * <p>A turn of the worker: hand over what was fetched, call each task once, send full batches, commit if it is time.
 * Tasks that were assigned are taken over one by one while the others run; tasks to be let go of are committed first.
 */
final class Worker implements WorkerTurns {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** What waits to be sent at which processing stops until the commit under way has ended. */
    private static final long WAITING_BYTES_MAX = 32L << 20;
    private static final long IDLE_WAIT_MS = 100;
    /** Fetches that are handed to tasks in one turn. */
    private static final int FETCHES_PER_TURN = 16;
    /** How long a task is called for while a commit is under way, but for the records it has begun with. */
    private static final long CALL_NANOS_MAX = 1_000_000;
    /** How long one turn restores where no running task has work: between turns the next fetch is sent, which has to be on its way while this one is applied. */
    private static final long RESTORE_NANOS_MAX = 1_000_000;
    /** How often a task is opened again because a store of its own is corrupt: a disk that goes on so is the user's business. */
    private static final int REOPENED_MAX = 3;
    /** How long a stopping worker waits for its last commit: the cluster or the group's loop may be gone. */
    private static final long STOP_PATIENCE_MS = 5_000;

    /** The parts a worker is made of; all confined to its loop. */
    record Parts(TransactionalProducer producer, PartitionReads reads, PartitionReads changelogs,
            TaskOpening opening, WorkerOutput output, CommitProtocol commits, CommitGroup group, LogTrimmer trimmer) {}

    private final int number;
    private final Cluster cluster;
    private final EventLoop loop;
    private final Clock clock;
    private final CommitPace pace;
    private final Consumer<Throwable> onFailure;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private @Nullable Parts parts;
    private final HeldTasks held = new HeldTasks(new HostingHere());
    private final Map<TaskId, Integer> reopened = new HashMap<>();
    /** The task at which the last turn stopped; null: it called all. */
    private @Nullable TaskId lastCalled;
    /** Why the open interval is given up as soon as no commit is under way; null: it is not. */
    private @Nullable String abandonWhy;
    private boolean stopping;
    private long stopAtMs;
    private boolean stopped;

    /** @param cluster the worker's own, on whose loop it runs; closed with the worker */
    Worker(int number, Cluster cluster, long commitIntervalMs, long trimIntervalMs, Consumer<Throwable> onFailure) {
        this.number = number;
        this.cluster = cluster;
        this.loop = cluster.loop();
        this.clock = cluster.clock();
        this.pace = new CommitPace(clock, commitIntervalMs, trimIntervalMs);
        this.onFailure = onFailure;
    }

    EventLoop loop() {
        return loop;
    }

    /** The cluster as this worker sees it; used on its loop. */
    Cluster cluster() {
        return cluster;
    }

    @Override
    public boolean over() {
        return stopped;
    }

    @Override
    public void broken(Throwable failure) {
        held.closeAll(failure);
        onFailure.accept(failure);
    }

    @Override
    public void close() {
        try {
            Parts present = parts;
            if (present != null) {
                present.commits().close();
                present.reads().close();
                present.changelogs().close();
            }
            cluster.close();
            held.completeReleases();
        } finally {
            end.complete(null);
        }
    }

    /** Completes once nothing of this worker is under way any more. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** Gives the worker its parts; before that it only runs messages. */
    CompletionStage<Void> equip(Parts newParts) {
        parts = newParts;
        pace.begin();
        return WorkerIdentity.initialise(newParts.producer());
    }

    /** Takes a task over, unless it is here. */
    void host(TaskId task) {
        held.want(task);
    }

    private final class HostingHere implements HeldTasks.Hosting {

        @Override
        public CompletionStage<StreamTask> open(TaskId task) {
            return Invariants.present(parts, "parts of worker " + number).opening().open(task);
        }

        @Override
        public HostedTask hosted(StreamTask opened) {
            return new HostedTask(opened, Invariants.present(parts, "parts of worker " + number).reads(),
                    new TroubleOfTasks());
        }

        @Override
        public void failed(Throwable why) {
            fail(why);
        }
    }

    /**
     * An input does not reach back to where its task stands. Either others have gone on with the task, while this process stood still, and deleted
     * what they had read: then the group is committed further, and the task is taken over anew, if it is still ours. So are all others of this worker: it was
     * out of the group, and what became of them is not known here either. Or records are lost.
     */
    private void inputOutOfRange(HostedTask task, TopicPartition input, long offset) {
        Parts present = Invariants.present(parts, "parts of worker " + number);
        present.group().committed(Set.of(input)).whenComplete((positions, failure) -> {
            if (!held.stays(task)) {
                return; // let go of meanwhile: whoever has it now reads on
            }
            OffsetAndMetadata position = positions == null ? null : positions.get(input);
            if (failure != null) {
                fail(failure);
            } else if (position != null && position.offset() > offset) {
                LOG.warn("{}: others have gone on with it up to {}@{}; all tasks of this worker are taken over anew",
                        task.task(), input, position.offset());
                present.commits().participantsLost();
                held.running().forEach(each -> openAgain(each.id(), "others have gone on with task " + task.id()));
            } else {
                fail(new TidemarkException(FailureCode.REQUEST_FAILED, "An input cannot be read on",
                        input + "@" + offset, "the offset lies outside the log: retention or a deletion took it",
                        "records were lost to this application; reset the group's offset for this partition to go on"));
            }
        });
    }

    /** Commits these tasks and lets go of them; completes once their stores are closed. */
    CompletionStage<Void> release(Set<TaskId> tasks) {
        return held.release(tasks);
    }

    /** Lets go of all tasks; nothing of theirs that is open may be committed any more. */
    void drop() {
        if (parts != null) {
            parts.commits().participantsLost();
        }
        if (!held.running().isEmpty()) {
            abandonWhy = "membership of the group was lost";
        }
        held.dropAll();
    }

    /** These input partitions end at these offsets (rule I). */
    void declareEnds(Map<TopicPartition, Long> ends) {
        held.declareEnds(ends);
    }

    /** Whether all tasks held here have nothing more to do, for ever. Without declared ends that is never so. */
    boolean ended() {
        return held.ended();
    }

    /** Whether all tasks held here run. */
    boolean settled() {
        return held.settled();
    }

    /**
     * Commits what is open, checkpoints, and is {@link #over} then. A commit that does not end in time
     * is left to the next start, which aborts it or learns that it happened.
     */
    void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        stopAtMs = clock.monotonicMs() + STOP_PATIENCE_MS;
        held.end();
    }

    @Override
    public boolean turn() {
        Parts present = parts;
        if (present == null) {
            stopped = stopping;
            return false;
        }
        if (stopping && clock.monotonicMs() >= stopAtMs) {
            LOG.warn("worker {} stops without an answer to its last commit ({})", number,
                    present.commits().phase().label());
            held.closeAll(null);
            stopped = true;
            return false;
        }
        TidemarkException broken = present.commits().failure();
        if (broken != null) {
            throw broken;
        }
        long began = clock.monotonicNanos();
        boolean worked = present.reads().pump(FETCHES_PER_TURN);
        worked |= callTasks(present);
        long nanosForRestores = worked ? clock.monotonicNanos() - began : RESTORE_NANOS_MAX;
        if (present.commits().idle()) {
            pace.committed();
            worked |= betweenCommits(present, !worked && pace.commitIsDueAtRest() && atRest(present));
            if (!present.commits().idle()) {
                return true; // what the commit sends leaves between two turns: stores are filled while it is on its way
            }
        }
        if (held.anyArriving()) {
            worked |= restore(present, nanosForRestores);
        }
        return worked;
    }

    /**
     * Calls each task once, those first that the last turn left out. It stops when it is time to commit, so that no task's first results wait for all others'.
     * While a commit is under way it stops behind each task that did something: what the commit waits for comes as a message, between turns. Nor does a call
     * last long then: the first ones after a start take many times as long as later ones.
     */
    private boolean callTasks(Parts present) {
        boolean worked = false;
        if (present.output().waitingBytes() < WAITING_BYTES_MAX && pressure() != MemoryPressure.STOP_READING) {
            List<HostedTask> inTurn = held.inTurn(lastCalled);
            lastCalled = null;
            for (HostedTask task : inTurn) {
                if (call(task, present.commits().idle() ? Tasklet.UNHURRIED : CALL_NANOS_MAX)) {
                    worked = true;
                    if (!present.commits().idle() || pace.commitIsDue(pressure())) {
                        lastCalled = task.id();
                        break;
                    }
                }
            }
        }
        return worked;
    }

    /**
     * Hands fetched parts of changelogs to the stores that are being filled.
     *
     * @param nanosMax how long, but for the last of them: as long as running tasks took, so that they keep half of the time
     */
    private boolean restore(Parts present, long nanosMax) {
        long began = clock.monotonicNanos();
        boolean worked = false;
        while (present.changelogs().pump(1)) {
            worked = true;
            if (clock.monotonicNanos() - began >= nanosMax) {
                break;
            }
        }
        return worked;
    }

    /** The stores that are being filled for tasks on their way. */
    List<RestoreProgress> restoring() {
        Parts present = parts;
        return present == null ? List.of() : present.opening().restoring();
    }

    private boolean call(HostedTask task, long nanosMax) {
        try {
            return task.call(nanosMax) == Progress.MADE_PROGRESS;
        } catch (TidemarkException e) {
            corrupt(task, e);
            return true;
        }
    }

    /** Checkpoints of tasks that are due; of those that are for their age, which tasks reach together, one at a time. Whether all could be taken. */
    private boolean checkpoint() {
        boolean sound = true;
        for (HostedTask task : held.running()) {
            try {
                CheckpointTrigger taken = task.task().checkpointIfDue();
                if (taken == CheckpointTrigger.AGE || taken == CheckpointTrigger.POSITION_AGE) {
                    return sound;
                }
            } catch (TidemarkException e) {
                corrupt(task, e);
                sound = false;
            }
        }
        return sound;
    }

    /** A task that finds a store of its own corrupt is opened again, alone, at its last commit: that rebuilds the store. */
    private void corrupt(HostedTask task, TidemarkException found) {
        if (found.code() != FailureCode.STORE_CORRUPT || reopened.merge(task.id(), 1, Integer::sum) > REOPENED_MAX) {
            throw found;
        }
        LOG.warn("task {} is opened again at its last commit\n{}", task.id(), found.getMessage());
        openAgain(task.id(), "a store of task " + task.id() + " is corrupt");
    }

    private final class TroubleOfTasks implements HostedTask.Trouble {

        @Override
        public void outOfRange(HostedTask task, TopicPartition input, long offset) {
            inputOutOfRange(task, input, offset);
        }

        @Override
        public void unsealed(HostedTask task, TidemarkException why) {
            corrupt(task, why);
            abandonWhy = null; // the commit that could not be sealed gives the interval up by itself
        }
    }

    /** Lets go of a task as it is, and opens it at its last commit, unless it is to leave. */
    private void openAgain(TaskId task, String why) {
        held.openAgain(task);
        abandonWhy = why;
    }

    /** What memory asks: all stores of the process have one budget, so any task's answer is everybody's. */
    private MemoryPressure pressure() {
        return held.running().isEmpty() ? MemoryPressure.NONE : held.running().iterator().next().task().pressure();
    }

    /** Whether all that can be read has been read, and no task is on its way here. */
    private boolean atRest(Parts present) {
        return !held.anyArriving() && present.reads().caughtUp();
    }

    /**
     * No commit is under way: lets go of what is to go, and commits when it is time.
     *
     * @param early whether it is time already, since there is nothing else to do
     */
    private boolean betweenCommits(Parts present, boolean early) {
        String why = abandonWhy;
        if (why != null) {
            abandonWhy = null;
            present.commits().abandon(why);
            return true;
        }
        if (held.letGoOfDropped()) {
            return true;
        }
        boolean let = held.letGoOfCommitted();
        stopped = held.gone();
        if (pace.trimIsDue() && !trim(present)) {
            return true;
        }
        if (early || held.anyLeaving() || pace.commitIsDue(pressure()) || held.anyWantsCommit()) {
            return !checkpoint() || commit(present) || let;
        }
        present.commits().drainFull();
        return let;
    }

    /** Lets go of what no task will read again; whether all could say what that is. */
    private boolean trim(Parts present) {
        boolean sound = true;
        for (HostedTask task : held.running()) {
            try {
                present.trimmer().deleteBefore(task.task().takeTrims());
            } catch (TidemarkException e) {
                corrupt(task, e);
                sound = false;
            }
        }
        return sound;
    }

    /** Nothing to commit is no commit: what comes next need not wait for an interval. */
    private boolean commit(Parts present) {
        boolean began = present.commits().commit();
        if (began) {
            pace.commits();
        }
        return began;
    }

    /** What a commit under way waits for arrives as a message, and so does everything else. */
    @Override
    public long waitMs() {
        Parts present = parts;
        if (present == null || !present.commits().idle() || !held.anyDirty()) {
            return IDLE_WAIT_MS;
        }
        return Math.min(IDLE_WAIT_MS, pace.untilCommitMs(atRest(present)));
    }

    private void fail(Throwable failure) {
        loop.execute(() -> {
            switch (failure) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                default -> throw new IllegalStateException(failure);
            }
        });
    }

    Collection<HostedTask> tasks() {
        return held.running();
    }
}
