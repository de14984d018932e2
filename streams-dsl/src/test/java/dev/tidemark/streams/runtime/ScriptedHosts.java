package dev.tidemark.streams.runtime;

import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Workers that let go of tasks when a test says so; run by the test. What they are told goes into the story. */
final class ScriptedHosts implements TaskHosts {

    private record Release(Set<TaskId> tasks, CompletableFuture<Void> done) {}

    private final List<String> story;
    private final Set<TaskId> held = new TreeSet<>();
    private final Set<TaskId> onDisk = new TreeSet<>();
    private final ArrayDeque<Release> releases = new ArrayDeque<>();

    ScriptedHosts(List<String> story) {
        this.story = story;
    }

    /** State of this task lies on the disk. */
    void onDisk(TaskId task) {
        onDisk.add(task);
    }

    /** The oldest release is through. */
    void released() {
        Release release = releases.removeFirst();
        held.removeAll(release.tasks());
        release.done().complete(null);
    }

    @Override
    public Set<TaskId> held() {
        return new TreeSet<>(held);
    }

    @Override
    public Set<TaskId> onDisk() {
        return onDisk;
    }

    @Override
    public void host(Set<TaskId> tasks) {
        story.add("host " + new TreeSet<>(tasks));
        held.addAll(tasks);
    }

    @Override
    public CompletionStage<Void> release(Set<TaskId> tasks) {
        story.add("release " + new TreeSet<>(tasks));
        Release release = new Release(Set.copyOf(tasks), new CompletableFuture<>());
        releases.add(release);
        return release.done();
    }

    @Override
    public void drop(String reason) {
        story.add("drop: " + reason);
        held.clear();
    }
}
