package dev.tidemark.streams.runtime;

import static dev.tidemark.streams.runtime.SmallTopology.FIRST;
import static dev.tidemark.streams.runtime.WorkerStage.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.storage.MemoryStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A task that comes back while it is released: what runs on a worker is held, and nothing else. */
class WorkersHandbackTest {

    private final WorkerStage stage = new WorkerStage();
    private final ManualLoop groupLoop = new ManualLoop(new ManualClock(0));
    private final Workers workers = new Workers(List.of(stage.worker), groupLoop, new MemoryStorage(),
            Path.of("/state"));

    @Test
    void a_task_assigned_again_before_the_group_heard_that_its_worker_let_go_is_held_if_it_runs() {
        workers.host(Set.of(FIRST));
        stage.opening.opened(FIRST);
        workers.release(Set.of(FIRST));
        stage.turns(); // lets go; the message to the group's loop is under way
        workers.host(Set.of(FIRST));
        groupLoop.runReady();
        assertHeldIfItRuns();
    }

    @Test
    void a_task_dropped_while_it_is_released_and_then_assigned_again_is_held_if_it_runs() {
        workers.host(Set.of(FIRST));
        stage.opening.opened(FIRST);
        stage.processed(FIRST, 0, "a").commitIsDue();
        workers.release(Set.of(FIRST)); // waits for its last commit
        workers.drop("the session expired");
        workers.host(Set.of(FIRST));
        stage.answer(DONE);
        stage.group.member(null);
        stage.answer(DONE).answer(DONE);
        groupLoop.runReady();
        assertHeldIfItRuns();
    }

    private void assertHeldIfItRuns() {
        if (stage.opening.underWay(FIRST) > 0) {
            stage.opening.opened(FIRST);
            stage.turns();
        }
        groupLoop.runReady();
        boolean runs = !stage.worker.tasks().isEmpty();
        assertThat(workers.held().contains(FIRST)).as("held, and it runs: %s", runs).isEqualTo(runs);
    }
}
