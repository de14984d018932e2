package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When connections that have begun a request are looked at. */
class StallWatchTest {

    private final ManualClock clock = new ManualClock(0);
    private final ManualLoop loop = new ManualLoop(clock);
    private final StallWatch watch = new StallWatch(loop, 3_200);
    private final List<Integer> looked = new ArrayList<>();

    @Test
    void each_is_looked_at_once_after_the_time_and_a_little_more() {
        watch.watch(() -> looked.add(1));
        loop.advanceMs(150);
        watch.watch(() -> looked.add(2));
        loop.advanceMs(100);
        watch.watch(() -> looked.add(3));
        loop.advanceMs(3_149);
        assertThat(looked).isEmpty();
        loop.advanceMs(1);
        assertThat(looked).as("the first two began within a sixteenth of the time").containsExactly(1, 2);
        loop.advanceMs(250);
        assertThat(looked).containsExactly(1, 2, 3);
        loop.advanceMs(60_000);
        assertThat(looked).hasSize(3);
    }

    @Test
    void thousands_that_come_due_together_let_others_have_the_loop_between() {
        for (int i = 0; i < 8_000; i++) {
            int number = i;
            watch.watch(() -> looked.add(number));
        }
        loop.advanceMs(3_400);
        int before = looked.size();
        assertThat(before).isPositive().isLessThan(50);
        loop.advanceMs(10);
        assertThat(looked.size() - before).as("in ten milliseconds").isLessThan(50);
        loop.advanceMs(2_000);
        assertThat(looked).hasSize(8_000);
    }

    @Test
    void those_who_begin_together_share_a_timer() {
        for (int i = 0; i < 100; i++) {
            watch.watch(() -> {});
        }
        clock.advanceNanos(200_000_000);
        assertThat(loop.runReady()).isEqualTo(1);
    }

    @Test
    void who_is_gone_is_not_looked_at_and_does_not_hold_up_the_rest() {
        StallWatch.Watched gone = watch.watch(() -> looked.add(1));
        watch.watch(() -> looked.add(2));
        gone.cancel();
        loop.advanceMs(3_400);
        assertThat(looked).containsExactly(2);
    }

    @Test
    void who_is_watched_on_is_looked_at_again() {
        watch.watch(() -> {
            looked.add(1);
            watch.watch(() -> looked.add(2));
        });
        loop.advanceMs(3_400);
        assertThat(looked).containsExactly(1);
        loop.advanceMs(3_400);
        assertThat(looked).containsExactly(1, 2);
    }
}
