package dev.tidemark.verification.simulation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimSchedulerTest {

    private static List<Integer> orderOfTies(long seed) {
        SimScheduler scheduler = new SimScheduler(new Seed(seed));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            scheduler.schedule(7, 0, EventKind.STEP, 0, () -> order.add(number));
        }
        scheduler.runFor(10);
        return order;
    }

    @Test
    void events_of_the_same_time_come_in_an_order_that_the_seed_draws() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = 0; seed < 40; seed++) {
            List<Integer> order = orderOfTies(seed);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            assertThat(orderOfTies(seed)).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders).hasSizeGreaterThan(20);
    }

    @Test
    void time_goes_from_event_to_event_and_what_is_cancelled_does_not_happen() {
        SimScheduler scheduler = new SimScheduler(new Seed(1));
        List<Long> times = new ArrayList<>();
        scheduler.schedule(50, 0, EventKind.STEP, 0, () -> times.add(scheduler.nowNanos()));
        scheduler.schedule(20, 0, EventKind.STEP, 0, () -> {
            times.add(scheduler.nowNanos());
            scheduler.schedule(10, 0, EventKind.STEP, 0, () -> times.add(scheduler.nowNanos()));
        });
        scheduler.schedule(40, 0, EventKind.STEP, 0, () -> times.add(-1L)).cancel();
        scheduler.runFor(100);
        assertThat(times).containsExactly(20L, 30L, 50L);
        assertThat(scheduler.nowNanos()).isEqualTo(100);
        assertThat(scheduler.happened()).isEqualTo(3);
    }

    @Test
    void a_stream_of_randomness_does_not_change_with_others() {
        long alone = new Seed(3).stream("network").nextLong();
        Seed seed = new Seed(3);
        assertThat(seed.stream("artwork").nextLong()).isNotEqualTo(alone);
        assertThat(seed.stream("network").nextLong()).isEqualTo(alone);
    }
}
