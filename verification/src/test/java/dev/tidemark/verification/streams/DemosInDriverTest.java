package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.examples.flights.Flights;
import dev.tidemark.examples.flights.RankedOrigin;
import dev.tidemark.examples.quakes.HourlyQuakes;
import dev.tidemark.examples.quakes.Quakes;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestInput;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The demos, in the driver, over the real data: against the reference files, a plain computation, and 50 schedules. */
class DemosInDriverTest {

    private static final Duration DAY = Duration.ofHours(24);

    @Test
    void quakes_with_one_partition_equal_the_reference_file() throws IOException {
        try (StreamsTestDriver t = StreamsTestDriver.of(Quakes.topology(DAY)).build()) {
            play(new Quakes(), t);
            List<String> lines = new ArrayList<>();
            for (HourlyQuakes hour : t.out("quakes-hourly").values(HourlyQuakes.class)) {
                lines.add(hour.windowStartMs() + "," + hour.net() + "," + hour.count());
            }
            assertThat(lines).containsExactlyInAnyOrderElementsOf(
                    PlainQuakes.expected("quakes_1h_per_net_grace_24h.csv")).hasSize(757);
            assertThat(t.late("quakes-late")).hasSize(311);
            assertThat(t.accepted("hourly")).isEqualTo(1_396);
            assertThat(t.overtaken("hourly")).isZero();
            assertThat(t.drained()).isTrue();
        }
    }

    @Test
    void quakes_with_seven_days_of_grace_lose_nothing() throws IOException {
        try (StreamsTestDriver t = StreamsTestDriver.of(Quakes.topology(Duration.ofDays(7))).build()) {
            play(new Quakes(), t);
            assertThat(lines(t)).containsExactlyInAnyOrderElementsOf(
                    PlainQuakes.expected("quakes_1h_per_net.csv")).hasSize(850);
            assertThat(t.late("quakes-late")).isEmpty();
            assertThat(t.accepted("hourly")).isEqualTo(1_707);
        }
    }

    @Test
    void quakes_with_four_partitions_equal_a_plain_computation_and_late_ones_are_as_they_were() throws IOException {
        PlainQuakes plain = new PlainQuakes(PlainQuakes.rows(), 4, DAY.toMillis());
        assertThat(plain.accepted).isEqualTo(1_400);
        assertThat(plain.lateIds).hasSize(307);
        assertThat(plain.lines()).hasSize(759);
        Map<String, DemoRecord> rows = rows(new Quakes());
        try (StreamsTestDriver t = StreamsTestDriver.of(Quakes.topology(DAY))
                .partitions("earthquakes", 4)
                .partitions("quakes-hourly", 4)
                .partitions("quakes-late", 3)
                .workers(2)
                .build()) {
            play(new Quakes(), t);
            assertThat(lines(t)).containsExactlyInAnyOrderElementsOf(plain.lines());
            assertThat(t.accepted("hourly")).isEqualTo(1_400);
            List<String> lateIds = new ArrayList<>();
            for (TestRecord late : t.out("quakes-late").records()) { // no sink, several partitions: as bytes or source
                String id = String.valueOf(late.key());
                lateIds.add(id);
                DemoRecord row = rows.get(id);
                assertThat(late.timestampMs()).as(id).isEqualTo(row.timestampMs());
                assertThat(late.headers().count()).as(id).isEqualTo(1);
                assertThat(Long.parseLong(late.headers().last("tidemark.late.ms").text())).as(id).isPositive();
            }
            assertThat(lateIds).containsExactlyInAnyOrderElementsOf(plain.lateIds);
        }
    }

    @Test
    void open_windows_stay_open_until_the_end_is_declared() throws IOException {
        try (StreamsTestDriver t = StreamsTestDriver.of(Quakes.topology(DAY)).partitions("earthquakes", 4).build()) {
            send(new Quakes(), t);
            int before = t.out("quakes-hourly").records().size();
            assertThat(before).isPositive().isLessThan(759);
            t.advanceWallClock(3_600_000);
            assertThat(t.out("quakes-hourly").records()).as("the clock closes nothing").hasSize(before);
            t.closeInputs();
            assertThat(t.out("quakes-hourly").records()).hasSize(759);
        }
    }

    @Test
    void flights_equal_the_reference_file() throws IOException {
        for (int partitions : new int[]{1, 4}) {
            try (StreamsTestDriver t = StreamsTestDriver.of(new Flights().topology())
                    .partitions("departures", partitions)
                    .build()) {
                play(new Flights(), t);
                List<String> lines = new ArrayList<>();
                for (TestRecord record : t.out("top-origins").records()) {
                    RankedOrigin origin = (RankedOrigin) record.value();
                    assertThat(record.key()).isEqualTo(Long.toString(origin.windowStartMs()));
                    lines.add(origin.windowStartMs() + "," + origin.rank() + "," + origin.origin() + ","
                            + origin.count());
                }
                assertThat(lines).containsExactlyInAnyOrderElementsOf(
                        PlainQuakes.expected("departures_top10_origin_per_day.csv")).hasSize(320);
            }
        }
    }

    @Test
    void fifty_schedules_with_crashes_aborts_and_moves_give_the_same_windows() throws IOException {
        PlainQuakes plain = new PlainQuakes(PlainQuakes.rows(), 4, DAY.toMillis());
        Map<String, Integer> crashes = new TreeMap<>();
        Map<String, Integer> phases = new TreeMap<>();
        for (long seed = 1; seed <= 50; seed++) {
            try (StreamsTestDriver t = StreamsTestDriver.of(Quakes.topology(DAY))
                    .partitions("earthquakes", 4)
                    .workers(1 + (int) (seed % 3))
                    .schedule(seed)
                    .build()) {
                play(new Quakes(), t);
                assertThat(lines(t)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(plain.lines());
                assertThat(t.out("quakes-late").keys()).as("late, seed %d", seed)
                        .containsExactlyInAnyOrderElementsOf(plain.lateIds);
                assertThat(t.overtaken("hourly")).as("seed %d", seed).isZero();
                assertThat(t.drained()).as("seed %d", seed).isTrue();
                t.crashes().forEach((phase, count) -> crashes.merge(phase, count, Integer::sum));
                t.phases().forEach((phase, count) -> phases.merge(phase, count, Integer::sum));
            }
        }
        assertThat(crashes.keySet()).as("every named phase of a commit saw a crash: %s", crashes)
                .contains("Draining", "AwaitingGroup", "SendingOffsets", "EndingTransaction", "Resolving", "Applying",
                        "Aborting");
        assertThat(phases.get("Resolving")).as("answers to EndTxn were lost: %s", phases).isGreaterThan(0);
    }

    private static List<String> lines(StreamsTestDriver t) {
        List<String> lines = new ArrayList<>();
        for (HourlyQuakes hour : t.out("quakes-hourly").values(HourlyQuakes.class)) {
            lines.add(hour.windowStartMs() + "," + hour.net() + "," + hour.count() + ","
                    + (hour.maxMag() == null ? "" : plain(hour.maxMag())));
        }
        return lines;
    }

    private static String plain(double magnitude) {
        return Double.toString(magnitude);
    }

    private static void play(Demo demo, StreamsTestDriver t) throws IOException {
        send(demo, t);
        t.closeInputs();
    }

    private static void send(Demo demo, StreamsTestDriver t) throws IOException {
        TestInput input = t.in(demo.inputTopic());
        try (DemoInput rows = demo.open(null)) {
            for (DemoRecord row = rows.next(); row != null; row = rows.next()) {
                input.at(row.timestampMs()).sendBytes(row.key(), row.value());
            }
        }
    }

    private static Map<String, DemoRecord> rows(Demo demo) throws IOException {
        Map<String, DemoRecord> found = new TreeMap<>();
        try (DemoInput rows = demo.open(null)) {
            for (DemoRecord row = rows.next(); row != null; row = rows.next()) {
                found.put(new String(row.key(), StandardCharsets.UTF_8), row);
            }
        }
        return found;
    }
}
