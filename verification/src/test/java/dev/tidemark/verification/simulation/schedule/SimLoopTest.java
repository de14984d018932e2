package dev.tidemark.verification.simulation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimLoopTest {

    private static final long MS = 1_000_000L;

    private final SimScheduler scheduler = new SimScheduler(new Seed(5));
    private final SimClock clock = new SimClock(scheduler, 0);
    private final List<Throwable> failures = new ArrayList<>();
    private final SimProcess process = new SimProcess(scheduler, 1, "p", clock, failures::add);
    private final SimLoop loop = new SimLoop(process, new SplittableRandom(1));
    private final List<String> story = new ArrayList<>();

    private void tell(String what) {
        assertThat(loop.inLoop()).isTrue();
        story.add(what);
    }

    @Test
    void tasks_run_in_the_order_in_which_they_came_also_those_of_tasks() {
        loop.execute(() -> {
            tell("a");
            loop.execute(() -> tell("c"));
            loop.executeOrRun(() -> tell("at once"));
        });
        loop.execute(() -> tell("b"));
        assertThat(story).isEmpty();
        scheduler.runFor(100 * MS);
        assertThat(story).containsExactly("a", "at once", "b", "c");
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void timers_run_when_they_are_due_and_not_when_cancelled() {
        loop.schedule(20, () -> tell("20"));
        loop.schedule(10, () -> tell("10"));
        loop.schedule(15, () -> tell("never")).cancel();
        scheduler.runFor(9 * MS);
        assertThat(story).isEmpty();
        scheduler.runFor(6 * MS);
        assertThat(story).containsExactly("10");
        scheduler.runFor(20 * MS);
        assertThat(story).containsExactly("10", "20");
    }

    @Test
    void a_paused_process_runs_nothing_while_its_clock_goes_on() {
        loop.schedule(10, () -> tell("timer at " + clock.monotonicMs()));
        scheduler.runFor(5 * MS);
        process.pause(100 * MS);
        loop.execute(() -> tell("task"));
        scheduler.runFor(99 * MS);
        assertThat(story).isEmpty();
        assertThat(clock.monotonicMs()).isEqualTo(104);
        scheduler.runFor(50 * MS);
        assertThat(story).containsExactly("task", "timer at 105");
    }

    @Test
    void nothing_of_a_dead_process_happens() {
        loop.execute(() -> {
            tell("last");
            process.kill();
            loop.execute(() -> tell("too late"));
        });
        loop.execute(() -> tell("too late"));
        loop.schedule(1, () -> tell("too late"));
        scheduler.runFor(100 * MS);
        assertThat(story).containsExactly("last");
    }

    @Test
    void what_a_task_throws_is_told_and_the_next_task_runs() {
        loop.execute(() -> {
            throw new IllegalStateException("broken");
        });
        loop.execute(() -> tell("next"));
        scheduler.runFor(100 * MS);
        assertThat(failures).singleElement().hasToString("java.lang.IllegalStateException: broken");
        assertThat(story).containsExactly("next");
    }

    @Test
    void timers_follow_the_clock_of_their_process() {
        clock.driftPerMillion(100_000);
        loop.schedule(110, () -> tell("at " + scheduler.nowNanos() / MS));
        scheduler.runFor(99 * MS);
        assertThat(story).isEmpty();
        scheduler.runFor(10 * MS);
        assertThat(story).containsExactly("at 100");
    }
}
