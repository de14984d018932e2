package dev.tidemark.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.core.metrics.Histogram;
import dev.tidemark.core.metrics.Metrics;
import org.junit.jupiter.api.Test;

/** How late a loop is, and how long work takes, by a clock that a test moves. */
class LoopProbeTest {

    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final ManualLoop loop = new ManualLoop(clock);
    private final Histogram lag = new Metrics().histogram("lag");

    @Test
    void a_loop_is_as_late_as_its_task_ran_after_it_was_due() {
        LoopProbe probe = new LoopProbe(loop, clock, lag);
        probe.start();
        loop.runReady();
        loop.advanceMs(2_000);
        assertThat(lag.snapshot().count()).isEqualTo(2);
        assertThat(lag.snapshot().sum()).isZero();
        clock.advanceMs(1_300);
        loop.runReady();
        assertThat(lag.snapshot().sum()).isEqualTo(300_000_000L);
        assertThat(probe.threadId()).isEqualTo(Thread.currentThread().threadId());
        probe.stop();
        loop.advanceMs(5_000);
        assertThat(lag.snapshot().count()).isEqualTo(3);
    }

    @Test
    void the_time_of_work_is_counted_without_its_wait_for_a_thread_and_if_it_fails_too() {
        Runnable[] waiting = new Runnable[1];
        MeteredExecutor executor = new MeteredExecutor(work -> waiting[0] = work, clock, lag);
        executor.execute(() -> clock.advanceMs(40));
        clock.advanceMs(1_000);
        waiting[0].run();
        assertThat(lag.snapshot().sum()).isEqualTo(40_000_000L);
        executor.execute(() -> {
            clock.advanceMs(2);
            throw new IllegalStateException("disk");
        });
        try {
            waiting[0].run();
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("disk");
        }
        assertThat(lag.snapshot().count()).isEqualTo(2);
        assertThat(lag.snapshot().sum()).isEqualTo(42_000_000L);
    }
}
