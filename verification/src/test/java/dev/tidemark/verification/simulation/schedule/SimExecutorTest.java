package dev.tidemark.verification.simulation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimExecutorTest {

    private static final long MS = 1_000_000L;

    private final SimScheduler scheduler = new SimScheduler(new Seed(9));
    private final SimProcess process = new SimProcess(scheduler, 1, "p", new SimClock(scheduler, 0), failure -> {});
    private final SimExecutor executor = new SimExecutor(process, 2, () -> 10 * MS);
    private final List<String> story = new ArrayList<>();

    private void work(String name) {
        executor.execute(() -> story.add(name + " at " + scheduler.nowNanos() / MS));
    }

    @Test
    void work_is_done_when_its_time_is_over_as_much_at_a_time_as_there_are_threads() {
        work("a");
        work("b");
        work("c");
        scheduler.runFor(15 * MS);
        assertThat(story).containsExactlyInAnyOrder("a at 10", "b at 10");
        scheduler.runFor(15 * MS);
        assertThat(story).last().isEqualTo("c at 20");
    }

    @Test
    void work_of_a_process_that_died_is_not_done() {
        work("a");
        scheduler.runFor(5 * MS);
        process.kill();
        work("b");
        scheduler.runFor(100 * MS);
        assertThat(story).isEmpty();
    }
}
