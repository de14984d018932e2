package dev.tidemark.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.topology.Edge;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How often the writers of an internal topic say how far they are. */
class MarkerStepTest {

    private static final Duration HOUR = Duration.ofHours(1);

    /** A stream of which each side of a join is regrouped, and perhaps windows behind it. */
    private static List<Edge> edges(Duration within, @Nullable Windows behind) {
        return Streams.define(s -> {
            KStream<String, String> events = s.from("events", Consumed.with(Serdes.string(), Serdes.string()))
                    .selectKey((id, key) -> key)
                    .withKeySerde(Serdes.string());
            KStream<String, String> pairs = events.join(events, String::concat, JoinWindows.within(within),
                    StreamJoined.as("pairs")).withValueSerde(Serdes.string());
            if (behind == null) {
                pairs.to("out");
            } else {
                pairs.groupByKey().windowedBy(behind).count(Materialized.as("counts")).to("out");
            }
        }).physical("app").edges();
    }

    @Test
    void a_join_alone_asks_for_its_segments() {
        assertThat(edges(Duration.ofSeconds(601), null)).isNotEmpty()
                .allSatisfy(edge -> assertThat(edge.quantumMs()).isEqualTo(601_000));
    }

    @Test
    void a_join_before_windows_asks_for_a_part_of_their_step_and_not_for_every_second() {
        assertThat(edges(Duration.ofSeconds(601), Windows.tumbling(HOUR))).isNotEmpty()
                .allSatisfy(edge -> assertThat(edge.quantumMs()).isEqualTo(600_000));
    }

    @Test
    void windows_that_fire_more_often_are_enough_for_a_join() {
        assertThat(edges(HOUR, Windows.tumbling(Duration.ofMinutes(7)))).isNotEmpty()
                .allSatisfy(edge -> assertThat(edge.quantumMs()).isEqualTo(420_000));
    }
}
