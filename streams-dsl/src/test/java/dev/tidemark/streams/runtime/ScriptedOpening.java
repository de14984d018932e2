package dev.tidemark.streams.runtime;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.streams.runtime.restore.RestoreProgress;
import dev.tidemark.streams.runtime.restore.TaskOpening;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Takes tasks over when a test says so; run by the test. Each opening goes into the story. */
final class ScriptedOpening implements TaskOpening {

    private final Function<TaskId, StreamTask> tasks;
    private final List<String> story;
    private final Map<TaskId, ArrayDeque<CompletableFuture<StreamTask>>> underWay = new TreeMap<>();

    ScriptedOpening(Function<TaskId, StreamTask> tasks, List<String> story) {
        this.tasks = tasks;
        this.story = story;
    }

    @Override
    public CompletionStage<StreamTask> open(TaskId task) {
        story.add("open " + task);
        CompletableFuture<StreamTask> opened = new CompletableFuture<>();
        underWay.computeIfAbsent(task, _ -> new ArrayDeque<>()).add(opened);
        return opened;
    }

    @Override
    public List<RestoreProgress> restoring() {
        return List.of();
    }

    /** The oldest takeover of this task is through. */
    void opened(TaskId task) {
        oldest(task).complete(tasks.apply(task));
    }

    /** The oldest takeover of this task cannot go on. */
    void fail(TaskId task, Throwable failure) {
        oldest(task).completeExceptionally(failure);
    }

    /** How many takeovers of this task are under way: two would work on the same stores. */
    int underWay(TaskId task) {
        ArrayDeque<CompletableFuture<StreamTask>> openings = underWay.get(task);
        return openings == null ? 0 : openings.size();
    }

    private CompletableFuture<StreamTask> oldest(TaskId task) {
        return Invariants.present(underWay.get(task), "takeover of " + task).removeFirst();
    }
}
