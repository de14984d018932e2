package dev.tidemark.streams.runtime;

import static dev.tidemark.streams.runtime.SmallTopology.FIRST;
import static dev.tidemark.streams.runtime.SmallTopology.SECOND;
import static dev.tidemark.streams.runtime.WorkerStage.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.streams.runtime.commit.ScriptedGroup;
import dev.tidemark.streams.topology.TaskId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which worker has which task. Three threads would run this: the test runs two workers and the group's loop in turn. */
class WorkersTest {

    private static final Path STORES = Path.of("/state/app/stores");
    private static final TaskId THIRD = new TaskId(0, 2);
    private static final TaskId FOURTH = new TaskId(0, 3);

    private final WorkerStage left = new WorkerStage();
    private final WorkerStage right = new WorkerStage();
    private final ManualLoop groupLoop = new ManualLoop(new ManualClock(0));
    private final MemoryStorage storage = new MemoryStorage();
    private final Workers workers = new Workers(List.of(left.worker, right.worker), groupLoop, storage, STORES);

    @Test
    void tasks_are_spread_evenly() {
        workers.host(Set.of(FIRST, SECOND, THIRD, FOURTH));
        assertThat(left.news()).containsExactly("open 0_0", "open 0_2");
        assertThat(right.news()).containsExactly("open 0_1", "open 0_3");
        assertThat(workers.held()).containsExactly(FIRST, SECOND, THIRD, FOURTH);
    }

    @Test
    void tasks_of_one_sub_topology_are_spread_first_since_they_cost_alike() {
        workers.host(Set.of(FIRST, SECOND, THIRD));
        workers.release(Set.of(SECOND));
        right.turns();
        groupLoop.runReady();
        left.news();
        right.news();
        workers.host(Set.of(new TaskId(1, 0)));
        assertThat(right.news()).as("neither has one of the second; the right one has fewer")
                .containsExactly("open 1_0");
        workers.host(Set.of(new TaskId(1, 1)));
        assertThat(left.news()).as("the right one has one of the second, though fewer in all")
                .containsExactly("open 1_1");
    }

    @Test
    void a_task_stays_with_its_worker_whatever_else_is_assigned() {
        workers.host(Set.of(SECOND));
        workers.host(Set.of(FIRST, SECOND));
        assertThat(left.news()).containsExactly("open 0_1");
        assertThat(right.news()).containsExactly("open 0_0");
    }

    @Test
    void a_released_task_is_held_until_its_worker_has_let_go() {
        workers.host(Set.of(FIRST, SECOND));
        left.opening.opened(FIRST);
        right.opening.opened(SECOND);
        left.processed(FIRST, 0, "a").news();
        CompletableFuture<Void> released = workers.release(Set.of(FIRST)).toCompletableFuture();
        left.turns();
        groupLoop.runReady();
        assertThat(released).as("its last commit is under way").isNotDone();
        assertThat(workers.held()).containsExactly(FIRST, SECOND);
        left.commitHappens();
        assertThat(workers.held()).as("the group's loop has not heard of it").contains(FIRST);
        groupLoop.runReady();
        assertThat(released).isCompleted();
        assertThat(workers.held()).containsExactly(SECOND);
    }

    @Test
    void tasks_of_several_workers_are_released_together() {
        workers.host(Set.of(FIRST, SECOND));
        left.opening.opened(FIRST);
        right.opening.opened(SECOND);
        CompletableFuture<Void> released = workers.release(Set.of(FIRST, SECOND)).toCompletableFuture();
        left.turns();
        groupLoop.runReady();
        assertThat(released).as("one of two").isNotDone();
        right.turns();
        groupLoop.runReady();
        assertThat(released).isCompleted();
        assertThat(workers.held()).isEmpty();
    }

    @Test
    void releasing_what_nobody_has_is_done_at_once() {
        assertThat(workers.release(Set.of(FIRST))).isCompleted();
    }

    @Test
    void dropped_tasks_return_to_the_worker_that_had_them_because_it_may_not_have_closed_them_yet() {
        workers.host(Set.of(FIRST, SECOND, THIRD));
        left.opening.opened(FIRST);
        left.opening.opened(THIRD);
        right.opening.opened(SECOND);
        workers.drop("the session expired");
        assertThat(workers.held()).isEmpty();
        left.news();
        right.news();
        workers.host(Set.of(THIRD));
        assertThat(workers.held()).containsExactly(THIRD);
        assertThat(left.news()).as("the left one has not let go yet").isEmpty();
        left.turns();
        left.answer(DONE);
        assertThat(left.news()).contains("close as it is 0_2").endsWith("open 0_2");
        assertThat(right.news()).doesNotContain("open 0_2");
    }

    @Test
    void ends_reach_every_worker_and_a_question_is_answered_by_all() {
        workers.host(Set.of(FIRST, SECOND));
        left.opening.opened(FIRST);
        right.opening.opened(SECOND);
        workers.declareEnds(Map.of(WorkerStage.input(FIRST), 0L, WorkerStage.input(SECOND), 1L));
        left.turns().group.member(ScriptedGroup.MEMBER);
        left.answer(DONE).answer(DONE);
        assertThat(answer()).as("the right one waits for a record").isFalse();
        right.processed(SECOND, 0, "last").commitHappens();
        assertThat(answer()).isTrue();
    }

    private boolean answer() {
        CompletableFuture<Boolean> answer = workers.all(Worker::ended).toCompletableFuture();
        groupLoop.runReady();
        return answer.join();
    }

    @Test
    void state_on_disk_is_found_by_the_names_of_folders() {
        for (String name : List.of("0_1", "1_12", "lost+found", "0_1.old", "LOCK")) {
            storage.createFolders(STORES.resolve(name));
        }
        assertThat(workers.onDisk()).containsExactly(SECOND, new TaskId(1, 12));
    }

    @Test
    void without_a_folder_nothing_is_on_disk() {
        assertThat(workers.onDisk()).isEmpty();
    }
}
