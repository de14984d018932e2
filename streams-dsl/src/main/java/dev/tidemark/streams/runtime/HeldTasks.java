package dev.tidemark.streams.runtime;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that a worker runs, those on their way to it, and those that are to go; confined to the worker's loop. What is wanted changes
 * faster than stores are opened and commits end: a task may be wanted again before it has gone, and let go of before it is here.
 */
final class HeldTasks {

    private static final Logger LOG = LoggerFactory.getLogger(HeldTasks.class);

    private final Hosting hosting;
    private final NavigableMap<TaskId, HostedTask> running = new TreeMap<>();
    /** Tasks that are wanted and not yet here, each with the order that asked for it. */
    private final Map<TaskId, Object> opening = new HashMap<>();
    /** Tasks that are being taken over; one that was let go of meanwhile is closed when it arrives. */
    private final Set<TaskId> arriving = new TreeSet<>();
    /** To be committed before they go. */
    private final Set<TaskId> leaving = new TreeSet<>();
    /** To go as they are. */
    private final Set<TaskId> dropped = new TreeSet<>();
    private final List<CompletableFuture<Void>> releases = new ArrayList<>();
    private final Map<TopicPartition, Long> declaredEnds = new HashMap<>();
    private boolean ending;

    /** What its worker does for it, on the same loop. */
    interface Hosting {

        /** Takes a task over. */
        CompletionStage<StreamTask> open(TaskId task);

        /** What runs a task that was taken over. */
        HostedTask hosted(StreamTask opened);

        /** A task that is wanted does not come, or cannot begin. */
        void failed(Throwable why);
    }

    HeldTasks(Hosting hosting) {
        this.hosting = hosting;
    }

    // ---- what comes

    /** Takes a task over, unless it is here. */
    void want(TaskId task) {
        boolean here = running.containsKey(task);
        boolean stays = here && !dropped.contains(task) && !leaving.contains(task);
        if (ending || stays || opening.containsKey(task)) {
            return;
        }
        opening.put(task, new Object());
        if (!here && !arriving.contains(task)) {
            open(task);
        }
    }

    private void open(TaskId task) {
        Object order = opening.get(task);
        arriving.add(task);
        hosting.open(task).whenComplete((opened, failure) -> {
            arriving.remove(task);
            boolean wanted = opening.remove(task, order);
            try {
                if (opened != null) {
                    arrived(opened, wanted);
                } else if (wanted) {
                    hosting.failed(Invariants.present(failure, "why task " + task + " was not opened"));
                }
                if (opening.containsKey(task)) { // let go of and wanted again: others may have committed in between
                    open(task);
                }
            } catch (RuntimeException | Error broken) {
                hosting.failed(broken); // the stage would keep it to itself
            }
        });
    }

    private void arrived(StreamTask opened, boolean wanted) {
        if (!wanted || ending) {
            opened.close(false);
            return;
        }
        HostedTask hosted = hosting.hosted(opened);
        running.put(hosted.id(), hosted);
        hosted.start(declaredEnds);
    }

    /** Whether tasks are being taken over. */
    boolean anyArriving() {
        return !arriving.isEmpty();
    }

    /** Whether all that are wanted run. */
    boolean settled() {
        return opening.isEmpty();
    }

    // ---- what is here

    Collection<HostedTask> running() {
        return running.values();
    }

    /** Whether this one, not another of its id, still runs and stays. */
    boolean stays(HostedTask task) {
        return running.get(task.id()) == task && !dropped.contains(task.id()) && !ending;
    }

    /** All that are to be called, from behind one of them; from the first, if it is null. */
    List<HostedTask> inTurn(@Nullable TaskId last) {
        List<HostedTask> all = new ArrayList<>();
        if (last == null) {
            all.addAll(running.values());
        } else {
            all.addAll(running.tailMap(last, false).values());
            all.addAll(running.headMap(last, true).values());
        }
        all.removeIf(task -> leaving.contains(task.id()) || dropped.contains(task.id()));
        return all;
    }

    boolean anyDirty() {
        for (HostedTask task : running.values()) {
            if (task.dirty()) {
                return true;
            }
        }
        return false;
    }

    boolean anyWantsCommit() {
        for (HostedTask task : running.values()) {
            if (task.task().wantsCommit()) {
                return true;
            }
        }
        return false;
    }

    /** These input partitions end at these offsets (rule I). */
    void declareEnds(Map<TopicPartition, Long> ends) {
        declaredEnds.putAll(ends);
        running.values().forEach(task -> task.declareEnds(ends));
    }

    /** Whether none has anything more to do, for ever. Without declared ends that is never so. */
    boolean ended() {
        return !declaredEnds.isEmpty() && opening.isEmpty()
                && running.values().stream().allMatch(task -> task.task().drained());
    }

    // ---- what goes

    /** Lets go of these once they are committed; completes when their stores are closed. */
    CompletionStage<Void> release(Set<TaskId> tasks) {
        for (TaskId task : tasks) {
            opening.remove(task);
            if (running.containsKey(task)) {
                leaving.add(task);
            }
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        releases.add(done);
        return done;
    }

    /** Lets go of all as they are. */
    void dropAll() {
        opening.clear();
        dropped.addAll(running.keySet());
    }

    /** Lets go of a task as it is, and opens it at its last commit, unless it is to leave. */
    void openAgain(TaskId task) {
        dropped.add(task);
        if (!leaving.contains(task)) {
            opening.put(task, new Object());
        }
    }

    /** Lets go of all once they are committed, and takes none any more. */
    void end() {
        ending = true;
        opening.clear();
        leaving.addAll(running.keySet());
    }

    /** Whether a commit is waited for, to let go of a task. */
    boolean anyLeaving() {
        return !leaving.isEmpty();
    }

    /** Whether all have gone, for ever. */
    boolean gone() {
        return ending && leaving.isEmpty() && running.isEmpty();
    }

    /** Lets go of those that go as they are; no commit may be under way. Whether there were any. */
    boolean letGoOfDropped() {
        List<TaskId> all = List.copyOf(dropped);
        all.forEach(task -> forget(task, false));
        return !all.isEmpty();
    }

    /**
     * Lets go of the tasks that are to leave and have nothing left to commit. They are not called any more, so one commit
     * after the one under way is enough, however busy the others are. Whether there were any.
     */
    boolean letGoOfCommitted() {
        boolean any = false;
        for (TaskId id : List.copyOf(leaving)) {
            HostedTask task = running.get(id);
            if (task == null || !task.dirty()) {
                forget(id, true);
                any = true;
            }
        }
        if (leaving.isEmpty() && opening.keySet().containsAll(arriving)) {
            completeReleases();
        }
        return any;
    }

    private void forget(TaskId id, boolean clean) {
        leaving.remove(id);
        dropped.remove(id);
        HostedTask task = running.remove(id);
        if (task != null) {
            close(task, clean);
        }
        if (opening.containsKey(id)) {
            open(id);
        }
    }

    /** Whoever opens the task next finds a store as it is, and rebuilds it if it is damaged. */
    private static void close(HostedTask task, boolean clean) {
        try {
            task.close(clean);
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.STORE_CORRUPT) {
                throw e;
            }
            LOG.warn("task {} is let go of without a last checkpoint\n{}", task.id(), e.getMessage());
        }
    }

    /** As after a crash: each store stays at its last checkpoint. */
    void closeAll(@Nullable Throwable why) {
        for (HostedTask task : running.values()) {
            try {
                task.close(false);
            } catch (RuntimeException closing) {
                LOG.warn("task {} cannot be closed", task.id(), closing);
                if (why != null) {
                    why.addSuppressed(closing);
                }
            }
        }
        running.clear();
    }

    /** Nobody needs to wait any longer. */
    void completeReleases() {
        List<CompletableFuture<Void>> done = List.copyOf(releases);
        releases.clear();
        done.forEach(release -> release.complete(null));
    }
}
