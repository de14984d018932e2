package dev.tidemark.core.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualLoopTest {

    private final ManualClock clock = new ManualClock(1_000);
    private final ManualLoop loop = new ManualLoop(clock);
    private final List<String> ran = new ArrayList<>();

    @Test
    void timers_run_at_their_time_and_in_order_of_scheduling() {
        loop.schedule(20, () -> ran.add("c@" + clock.wallMs()));
        loop.schedule(10, () -> ran.add("a@" + clock.wallMs()));
        loop.schedule(10, () -> ran.add("b@" + clock.wallMs()));

        loop.advanceMs(15);
        assertThat(ran).containsExactly("a@1010", "b@1010");
        assertThat(clock.wallMs()).isEqualTo(1_015);

        loop.advanceMs(5);
        assertThat(ran).containsExactly("a@1010", "b@1010", "c@1020");
    }

    @Test
    void a_cancelled_timer_never_runs() {
        EventLoop.Scheduled timer = loop.schedule(5, () -> ran.add("no"));
        timer.cancel();
        loop.advanceMs(100);
        assertThat(ran).isEmpty();
    }

    @Test
    void a_task_handed_in_by_a_task_runs_after_it() {
        loop.execute(() -> {
            loop.execute(() -> ran.add("second"));
            ran.add("first, in loop: " + loop.inLoop());
        });
        loop.runReady();
        assertThat(ran).containsExactly("first, in loop: true", "second");
        assertThat(loop.inLoop()).isFalse();
    }
}
