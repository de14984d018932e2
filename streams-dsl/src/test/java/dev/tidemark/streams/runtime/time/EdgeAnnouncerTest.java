package dev.tidemark.streams.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.streams.topology.Edge;
import dev.tidemark.streams.wire.Marker;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class EdgeAnnouncerTest {

    private final EdgeAnnouncer announcer = new EdgeAnnouncer(new Edge(2, "x", "app-x-repartition", 0, 1, 100, 0), 1,
            4, 0);

    @Test
    void a_frontier_is_told_when_it_crosses_the_quantum_and_not_between() {
        assertThat(announcer.seal(1, 0)).as("nothing known, nothing told").isNull();
        announcer.reached(130);
        assertThat(announcer.seal(2, 0))
                .isEqualTo(new Marker(2, 1, 1, 4, 2, 130, Marker.Status.ACTIVE, false));
        announcer.reached(199);
        assertThat(announcer.seal(3, 0)).isNull();
        announcer.reached(200);
        assertThat(announcer.seal(4, 0).frontierMs()).isEqualTo(200);
    }

    @Test
    void the_end_is_told_once_and_last() {
        announcer.reached(Frontier.MAX);
        Marker end = announcer.seal(1, 0);
        assertThat(end.status()).isEqualTo(Marker.Status.CLOSED);
        assertThat(end.frontierMs()).isEqualTo(Frontier.MAX);
        assertThat(announcer.due(1_000_000)).isFalse();
    }

    @Test
    void an_unchanged_frontier_is_told_again_after_ten_seconds() {
        announcer.reached(130);
        announcer.seal(1, 1_000);
        assertThat(announcer.due(10_999)).isFalse();
        assertThat(announcer.due(11_000)).isTrue();
        assertThat(announcer.seal(2, 11_000).frontierMs()).isEqualTo(130);
        assertThat(announcer.due(20_999)).isFalse();
    }

    @Test
    void where_nobody_asks_for_time_only_the_end_is_told() {
        EdgeAnnouncer silent = new EdgeAnnouncer(new Edge(0, "x", "t", 0, 1, Edge.ONLY_CLOSE, 0), 0, 1, 0);
        silent.reached(5_000);
        assertThat(silent.due(60_000)).isFalse();
        silent.reached(Frontier.MAX);
        assertThat(silent.seal(1, 0).status()).isEqualTo(Marker.Status.CLOSED);
    }

    @Test
    void what_may_fire_at_any_time_is_told_every_two_hundred_milliseconds_at_most() {
        EdgeAnnouncer steady = new EdgeAnnouncer(new Edge(0, "x", "t", 0, 1, Edge.CONTINUOUS, 0), 0, 1, 0);
        steady.reached(5_000);
        assertThat(steady.heldBackMs(0)).as("the first is not held back").isZero();
        assertThat(steady.seal(1, 1_000).frontierMs()).isEqualTo(5_000);
        assertThat(steady.heldBackMs(1_050)).as("there is nothing new").isZero();
        steady.reached(5_001);
        assertThat(steady.heldBackMs(1_050)).isEqualTo(150);
        assertThat(steady.seal(2, 1_199)).isNull();
        steady.reached(5_002);
        assertThat(steady.heldBackMs(1_200)).isZero();
        assertThat(steady.seal(3, 1_200).frontierMs()).isEqualTo(5_002);
        steady.reached(Frontier.MAX);
        assertThat(steady.seal(4, 1_201).status()).as("nor is the last").isEqualTo(Marker.Status.CLOSED);
    }

    @Test
    void what_is_told_never_goes_back_and_every_multiple_that_was_reached_is_told() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        long reached = Frontier.MIN;
        long told = Frontier.MIN;
        for (int i = 1; i < 1_000; i++) {
            long next = random.nextInt(5) == 0 ? random.nextInt(50_000) : Math.max(reached, 0) + random.nextInt(120);
            announcer.reached(next); // may be lower than before: it must not count
            reached = Math.max(reached, next);
            Marker marker = announcer.seal(i, 0);
            if (marker != null) {
                assertThat(marker.frontierMs()).isEqualTo(reached).isGreaterThan(told);
                told = marker.frontierMs();
            }
            assertThat(Math.floorDiv(told, 100)).as("step %d", i).isEqualTo(Math.floorDiv(reached, 100));
        }
    }
}
