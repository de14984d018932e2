package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.SessionWindows;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windowed;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions over real events, through a repartition, in the driver, against reference results that were made by sorting. These
 * count every record, however late: the grace is as long as the data's disorder.
 */
class SessionsInDriverTest {

    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final Pattern EDIT = Pattern
            .compile("\\{\"event_ms\":(\\d+),.*\"user\":\"([^\"]*)\",.*\"robot\":(true|false),.*");

    private record Event(long timeMs, String key) {}

    private static Topology sessions(Duration gap, Duration grace) {
        return Streams.define(s -> s.from("events", Consumed.with(Serdes.string(), Serdes.string()))
                .groupBy((id, key) -> key, Grouped.with("by-key", Serdes.string()))
                .windowedBy(SessionWindows.withGap(gap).grace(grace))
                .lateTo("late")
                .count(Materialized.as("sessions"))
                .to("out"));
    }

    @Test
    void quakes_per_network_equal_the_reference_file_under_any_schedule() {
        List<Event> events = PlainQuakes.rows().stream().map(row -> new Event(row.eventMs(), row.net())).toList();
        List<String> expected = PlainQuakes.expected("quakes_sessions_30m_per_net.csv");
        Topology topology = sessions(HALF_AN_HOUR, Duration.ofDays(7));
        try (StreamsTestDriver t = StreamsTestDriver.of(topology).build()) {
            assertThat(perKeyAndAll(play(t, events, 1), net -> net)).isEqualTo(expected);
        }
        for (long seed = 1; seed <= 10; seed++) {
            try (StreamsTestDriver t = StreamsTestDriver.of(topology)
                    .partitions("events", 4)
                    .workers(1 + (int) (seed % 3))
                    .schedule(seed)
                    .build()) {
                assertThat(perKeyAndAll(play(t, events, 4), net -> net)).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"taxi-2022-01", "taxi-2025-11"})
    void taxi_trips_per_zone_equal_the_reference_file(String month) {
        List<Event> events = new ArrayList<>();
        for (String row : BenchData.lines(month + ".csv.gz").stream().skip(1).toList()) {
            String[] cells = row.split(",", -1);
            events.add(new Event(Long.parseLong(cells[1]), String.format("%04d", Integer.parseInt(cells[2]))));
        }
        List<String> expected = BenchData.expected(month + "_sessions_30m_per_zone.csv");
        assertThat(perKeyAndAll(played(HALF_AN_HOUR, Duration.ofDays(1), events),
                zone -> Integer.toString(Integer.parseInt(zone)))).isEqualTo(expected);
    }

    @Test
    void edits_per_user_equal_the_reference_files() {
        List<Event> events = new ArrayList<>();
        List<Event> apart = new ArrayList<>();
        for (String line : BenchData.lines("wiki-2015-09-12.jsonl.gz")) {
            Matcher edit = EDIT.matcher(line);
            assertThat(edit.matches()).as(line).isTrue();
            long timeMs = Long.parseLong(edit.group(1));
            events.add(new Event(timeMs, edit.group(2)));
            apart.add(new Event(timeMs, (edit.group(3).equals("true") ? "True" : "False") + " " + edit.group(2)));
        }
        assertThat(summaries(played(HALF_AN_HOUR, Duration.ZERO, events), user -> "ALL").get("ALL").row())
                .isEqualTo(BenchData.expected("wiki_sessions_30m_per_user.csv").getFirst());
        List<String> rows = new ArrayList<>();
        summaries(played(HALF_AN_HOUR, Duration.ZERO, apart), user -> user.split(" ")[0])
                .forEach((robot, summary) -> rows.add(robot + "," + summary.row()));
        assertThat(rows).isEqualTo(BenchData.expected("wiki_sessions_30m_robots_apart.csv"));
    }

    @Test
    void events_per_process_equal_the_reference_file() {
        List<Event> events = new ArrayList<>();
        for (String row : BenchData.lines("winlogs-2019-2020.csv.gz").stream().skip(1).toList()) {
            String[] cells = row.split(",", -1);
            if (!cells[8].isEmpty()) {
                events.add(new Event(Long.parseLong(cells[2]), cells[8]));
            }
        }
        assertThat(summaries(played(Duration.ofSeconds(5), Duration.ofMinutes(2), events), process -> "ALL").get("ALL")
                .row()).isEqualTo(BenchData.expected("winlogs_sessions_5s_per_process.csv").getFirst());
    }

    private static List<TestRecord> played(Duration gap, Duration grace, List<Event> events) {
        try (StreamsTestDriver t = StreamsTestDriver.of(sessions(gap, grace))
                .partitions("events", 2)
                .workers(2)
                .build()) {
            return play(t, events, 2);
        }
    }

    private static List<TestRecord> play(StreamsTestDriver t, List<Event> events, int partitions) {
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            t.in("events").partition(i % partitions).at(event.timeMs).send("", event.key);
            if (i % 5_000 == 4_999) {
                t.run();
            }
        }
        t.closeInputs();
        assertThat(t.out("late").records()).isEmpty();
        assertThat(t.overtaken("sessions")).isZero();
        assertThat(t.drained()).isTrue();
        return t.out("out").records();
    }

    private static Map<String, SessionSummary> summaries(List<TestRecord> results, Function<String, String> of) {
        Map<String, SessionSummary> summaries = new TreeMap<>();
        for (TestRecord result : results) {
            Windowed<?> session = (Windowed<?>) result.key();
            String key = (String) session.key();
            assertThat(result.timestampMs()).isEqualTo(session.endMs());
            summaries.computeIfAbsent(of.apply(key), absent -> new SessionSummary())
                    .add(key, session.startMs(), session.endMs(), (Long) result.value());
        }
        return summaries;
    }

    /** A row per key, by key, and one for all. */
    private static List<String> perKeyAndAll(List<TestRecord> results, Function<String, String> name) {
        List<String> rows = new ArrayList<>();
        summaries(results, key -> key).forEach((key, summary) -> rows.add(name.apply(key) + "," + summary.row()));
        rows.add("ALL," + summaries(results, key -> "ALL").get("ALL").row());
        return rows;
    }
}
