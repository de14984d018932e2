package dev.tidemark.streams.runtime;

import dev.tidemark.client.net.LoopCalls;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.storage.Storage;
import dev.tidemark.streams.runtime.restore.RestoreProgress;
import dev.tidemark.streams.topology.TaskId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The workers of a process and which of them has which task; run by the group's loop, and talks to each worker by messages
 * to its own. A task stays with its worker until it is let go of; new ones go to the worker with the fewest of their
 * sub-topology.
 */
final class Workers implements TaskHosts {

    private static final Pattern TASK_FOLDER = Pattern.compile("(\\d+)_(\\d+)");

    private final List<Worker> workers;
    private final EventLoop groupLoop;
    private final Storage storage;
    private final Path storesDir;
    private final Map<TaskId, Holding> owners = new TreeMap<>();
    /** Who had the tasks that were dropped, and may not have closed their stores yet. */
    private final Map<TaskId, Worker> dropped = new TreeMap<>();

    /** One stay of a task with a worker; it ends with its release, and not the stay that may have begun meanwhile. */
    private static final class Holding {
        private final Worker worker;
        private boolean leaving;

        private Holding(Worker worker) {
            this.worker = worker;
        }
    }

    Workers(List<Worker> workers, EventLoop groupLoop, Storage storage, Path storesDir) {
        this.workers = List.copyOf(workers);
        this.groupLoop = groupLoop;
        this.storage = storage;
        this.storesDir = storesDir;
    }

    @Override
    public Set<TaskId> held() {
        return new TreeSet<>(owners.keySet());
    }

    @Override
    public Set<TaskId> onDisk() {
        Set<TaskId> tasks = new TreeSet<>();
        for (String name : storage.list(storesDir)) {
            var task = TASK_FOLDER.matcher(name);
            if (task.matches()) {
                tasks.add(new TaskId(Integer.parseInt(task.group(1)), Integer.parseInt(task.group(2))));
            }
        }
        return tasks;
    }

    @Override
    public void host(Set<TaskId> tasks) {
        for (TaskId task : new TreeSet<>(tasks)) {
            Worker before = dropped.remove(task);
            Holding present = owners.get(task);
            if (present == null) {
                owners.put(task, new Holding(before != null ? before : leastLoaded(task)));
            } else if (present.leaving) {
                owners.put(task, new Holding(present.worker));
            }
            Worker owner = Invariants.present(owners.get(task), "owner of " + task).worker;
            owner.loop().executeOrRun(() -> owner.host(task));
        }
    }

    private Worker leastLoaded(TaskId task) {
        Comparator<Worker> byLoad = Comparator
                .comparingLong((Worker worker) -> owners.entrySet()
                        .stream()
                        .filter(owned -> owned.getValue().worker == worker
                                && owned.getKey().subTopology() == task.subTopology())
                        .count())
                .thenComparingLong(worker -> owners.values().stream().filter(owner -> owner.worker == worker).count());
        return workers.stream().min(byLoad).orElseThrow();
    }

    @Override
    public CompletionStage<Void> release(Set<TaskId> tasks) {
        Map<Worker, Set<TaskId>> byWorker = new LinkedHashMap<>();
        Map<TaskId, Holding> ending = new HashMap<>();
        for (TaskId task : tasks) {
            Holding owner = owners.get(task);
            if (owner != null) {
                owner.leaving = true;
                ending.put(task, owner);
                byWorker.computeIfAbsent(owner.worker, _ -> new TreeSet<>()).add(task);
            }
        }
        List<CompletableFuture<Void>> releases = new ArrayList<>();
        byWorker.forEach((worker, theirs) -> releases
                .add(LoopCalls.ask(worker.loop(), groupLoop, () -> worker.release(theirs)).toCompletableFuture()));
        return CompletableFuture.allOf(releases.toArray(CompletableFuture[]::new))
                .thenRun(() -> ending.forEach(owners::remove));
    }

    @Override
    public void drop(String reason) {
        owners.forEach((task, owner) -> dropped.put(task, owner.worker));
        owners.clear();
        workers.forEach(worker -> worker.loop().executeOrRun(worker::drop));
    }

    void declareEnds(Map<TopicPartition, Long> ends) {
        workers.forEach(worker -> worker.loop().executeOrRun(() -> worker.declareEnds(ends)));
    }

    /** The stores that are being filled, on all workers. */
    CompletionStage<List<RestoreProgress>> restoring() {
        CompletionStage<List<RestoreProgress>> answer = CompletableFuture.completedFuture(List.of());
        for (Worker worker : workers) {
            CompletionStage<List<RestoreProgress>> one = LoopCalls.ask(worker.loop(), groupLoop,
                    () -> CompletableFuture.completedFuture(worker.restoring()));
            answer = answer.thenCombine(one, (left, right) -> Stream.concat(left.stream(), right.stream()).toList());
        }
        return answer;
    }

    /** Whether the answer is yes on every worker. */
    CompletionStage<Boolean> all(Function<Worker, Boolean> question) {
        CompletionStage<Boolean> answer = CompletableFuture.completedFuture(true);
        for (Worker worker : workers) {
            CompletionStage<Boolean> one = LoopCalls.ask(worker.loop(), groupLoop,
                    () -> CompletableFuture.completedFuture(question.apply(worker)));
            answer = answer.thenCombine(one, (left, right) -> left && right);
        }
        return answer;
    }
}
