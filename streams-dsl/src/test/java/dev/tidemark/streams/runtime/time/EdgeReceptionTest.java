package dev.tidemark.streams.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.wire.Marker;
import dev.tidemark.streams.wire.Marker.Status;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class EdgeReceptionTest {

    private final EdgeReception reception = new EdgeReception(3, "app-x-repartition", 2);

    @Test
    void a_writer_that_was_not_heard_of_holds_the_edge() {
        assertThat(reception.frontierMs()).isEqualTo(Frontier.MIN);
        receive(0, 1, 500);
        assertThat(reception.frontierMs()).isEqualTo(Frontier.MIN);
        receive(1, 1, 300);
        assertThat(reception.frontierMs()).isEqualTo(300);
        receive(1, 2, 900);
        assertThat(reception.frontierMs()).isEqualTo(500);
    }

    @Test
    void a_sequence_that_was_seen_tells_nothing() {
        assertThat(receive(0, 5, 500)).isTrue();
        assertThat(receive(0, 5, 700)).isFalse();
        assertThat(receive(0, 4, 700)).isFalse();
        assertThat(reception.writer(0).frontierMs()).isEqualTo(500);
    }

    @Test
    void a_frontier_that_goes_back_stops_the_task() {
        receive(0, 5, 500);
        assertThatThrownBy(() -> receive(0, 6, 499)).isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("went back");
    }

    @Test
    void another_owner_of_a_writer_may_begin_behind_what_the_one_before_told_and_takes_nothing_back() {
        receive(0, 5, 500);
        receive(1, 5, 900);
        long another = 1L << Marker.OWNER_SHIFT;
        assertThat(receive(0, another + 1, 300)).isTrue();
        assertThat(reception.frontierMs()).isEqualTo(500);
        assertThat(receive(0, 6, 800)).as("the one before is not heard any more").isFalse();
        receive(0, another + 2, 600);
        assertThat(reception.frontierMs()).isEqualTo(600);
        assertThatThrownBy(() -> receive(0, another + 3, 599)).isInstanceOf(InvariantFailure.class);
    }

    @Test
    void it_is_closed_when_all_writers_are_and_one_end_closes_nothing_else() {
        receive(0, 1, Frontier.MAX);
        receive(1, 1, 40);
        assertThat(reception.closed()).isFalse();
        assertThat(reception.frontierMs()).isEqualTo(40);
        receive(1, 2, Frontier.MAX);
        assertThat(reception.closed()).isTrue();
    }

    @Test
    void markers_of_other_writers_or_edges_are_named() {
        assertThatThrownBy(() -> reception.receive(new Marker(3, 0, 1, 4, 1, 5, Status.ACTIVE, false), "t-0@9"))
                .isInstanceOf(TidemarkException.class)
                .hasMessageContaining("t-0@9")
                .hasMessageContaining("of 4");
        assertThatThrownBy(() -> reception.receive(new Marker(2, 0, 1, 2, 1, 5, Status.ACTIVE, false), "t-0@9"))
                .isInstanceOf(TidemarkException.class);
    }

    @Test
    void the_edge_is_the_least_of_its_writers_whatever_comes_and_whenever_it_is_restored() {
        for (long seed = 0; seed < 40; seed++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int writers = 1 + random.nextInt(6);
            EdgeReception tested = new EdgeReception(0, "t", writers);
            long[] plain = new long[writers];
            long[] sequence = new long[writers];
            Arrays.fill(plain, Frontier.MIN);
            for (int i = 0; i < 300; i++) {
                int writer = random.nextInt(writers);
                long next = Math.max(plain[writer], 0) + random.nextInt(50);
                boolean repeat = random.nextInt(4) == 0;
                tested.receive(new Marker(0, writer, 1, writers, repeat ? sequence[writer] : ++sequence[writer],
                        repeat ? Math.max(plain[writer], 0) : next, Status.ACTIVE, false), "seed " + seed);
                if (!repeat || plain[writer] == Frontier.MIN && sequence[writer] == 0) {
                    plain[writer] = repeat ? 0 : next;
                }
                if (random.nextInt(10) == 0) {
                    EdgeReception restored = new EdgeReception(0, "t", writers);
                    for (int w = 0; w < writers; w++) {
                        WriterState state = tested.writer(w);
                        if (state != null) {
                            restored.restore(w, WriterState.SERDE.fromBytes(WriterState.SERDE.toBytes(state)), "s");
                        }
                    }
                    tested = restored;
                }
                assertThat(tested.frontierMs()).as("seed %d, step %d", seed, i)
                        .isEqualTo(Arrays.stream(plain).min().orElseThrow());
            }
        }
    }

    private boolean receive(int writer, long sequence, long frontierMs) {
        return reception.receive(new Marker(3, writer, 1, 2, sequence, frontierMs,
                frontierMs == Frontier.MAX ? Status.CLOSED : Status.ACTIVE, false), "t-0@1");
    }
}
