package dev.tidemark.streams.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A window has more results than one call of its task sends. */
class WindowFiredInPartsTest {

    private static final int KEYS = 1_800;

    private static final Topology COUNTS = Streams.define(s -> s.from("in", Consumed.with(Serdes.string(),
            Serdes.string()))
            .groupByKey()
            .windowedBy(Windows.tumbling(Duration.ofSeconds(10)))
            .count(Materialized.as("counts"))
            .map((window, count) -> KeyValue.pair(window.key(), count))
            .to("out", Produced.with(Serdes.string(), Serdes.int64())));

    private static List<String> keys() {
        return IntStream.range(0, KEYS).mapToObj(i -> String.format("key-%04d", i)).toList();
    }

    @Test
    void its_results_come_once_in_the_order_of_keys_and_nothing_is_written_about_those_that_were_sent() {
        try (StreamsTestDriver t = StreamsTestDriver.of(COUNTS).build()) {
            for (String key : keys()) {
                t.in("in").at(1_000).send(key, "");
            }
            t.run();
            List<TestRecord> before = t.out("test-counts-changelog").records();
            assertThat(before).hasSize(KEYS);
            t.in("in").at(20_000).send("next", "");
            t.run();
            assertThat(t.out("out").keys()).isEqualTo(keys());
            List<TestRecord> changes = t.out("test-counts-changelog").records().subList(KEYS, KEYS + 2);
            assertThat(t.out("test-counts-changelog").records()).as("one for the next window, one for expiry")
                    .hasSize(KEYS + 2);
            assertThat(changes.stream().map(TestRecord::value).filter(Objects::isNull)).isEmpty();
        }
    }

    @Test
    void whatever_the_schedule_and_wherever_commits_and_crashes_fall() {
        for (long seed = 0; seed < 40; seed++) {
            try (StreamsTestDriver t = StreamsTestDriver.of(COUNTS).schedule(seed).trouble(40).build()) {
                for (String key : keys().subList(0, 150)) {
                    t.in("in").at(1_000).send(key, "");
                }
                t.in("in").at(20_000).send("next", "");
                t.closeInputs();
                assertThat(t.out("out").keys().subList(0, 150)).as("seed %s", seed).isEqualTo(keys().subList(0, 150));
                assertThat(t.out("out").keys().subList(150, t.out("out").keys().size())).containsExactly("next");
                assertThat(t.crashes().values().stream().mapToInt(Integer::intValue).sum()).isPositive();
            }
        }
    }
}
