package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KStream;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windowed;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows, their grace and the best of each, over real events, against files that were made by sorting and counting. */
class WindowsAgainstReferenceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Pattern EDIT = Pattern
            .compile("\\{\"event_ms\":(\\d+),\"channel\":\"([^\"]*)\",.*\"user\":\"([^\"]*)\",.*\"added\":(\\d+),.*");

    /** @param worth what is summed up where something is */
    private record Event(long timeMs, String key, long worth) {}

    /** The count and the sum of a key and window. */
    private record Total(long count, long sum) {

        static final Total NONE = new Total(0, 0);

        Total plus(long worth) {
            return new Total(count + 1, sum + worth);
        }

        static Total of(String text) {
            String[] cells = text.split(",");
            return new Total(Long.parseLong(cells[0]), Long.parseLong(cells[1]));
        }

        String text() {
            return count + "," + sum;
        }
    }

    // ---- all events

    @Test
    void events_of_hosts_by_the_minute() {
        assertThat(counts(played(Windows.tumbling(MINUTE).grace(HOUR), winlogs(4), 3)))
                .containsExactlyInAnyOrderElementsOf(BenchData.expected("winlogs_1m_per_host.csv"));
    }

    @Test
    void edits_of_channels_by_the_hour_and_every_quarter() {
        List<Event> edits = edits(2);
        List<String> rows = new ArrayList<>();
        played(Windows.tumbling(HOUR), edits, 3).forEach((key, total) -> rows.add(key + "," + total.text()));
        assertThat(rows).containsExactlyInAnyOrderElementsOf(BenchData.expected("wiki_1h_per_channel.csv"));
        assertThat(counts(played(Windows.hopping(HOUR, Duration.ofMinutes(15)), edits, 3)))
                .containsExactlyInAnyOrderElementsOf(BenchData.expected("wiki_1h_every_15m_per_channel.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"taxi-2022-01", "taxi-2025-11"})
    void trips_of_all_zones_by_the_hour(String month) {
        List<Event> trips = trips(month).stream().map(trip -> new Event(trip.timeMs, "", 0)).toList();
        List<String> rows = new ArrayList<>();
        played(Windows.tumbling(HOUR).grace(DAY), trips, 3)
                .forEach((key, total) -> rows.add(key + total.count));
        assertThat(rows).containsExactlyInAnyOrderElementsOf(BenchData.expected(month + "_1h_all_zones.csv"));
    }

    @Test
    void departures_of_airports_by_the_hour() throws IOException {
        List<String> rows = new ArrayList<>();
        played(Windows.tumbling(HOUR), flights("departures.csv", 0, 5, cells -> Long.parseLong(cells[7])), 3)
                .forEach((key, total) -> rows.add(key + "," + total.text()));
        assertThat(rows).containsExactlyInAnyOrderElementsOf(PlainQuakes.expected("departures_1h_per_origin.csv"));
    }

    // ---- grace

    @Test
    void what_a_grace_keeps_of_the_events_of_hosts() {
        List<Event> events = winlogs(4);
        assertThat(graces(events, BenchData.expected("winlogs_10s_grace.csv")))
                .isEqualTo(BenchData.expected("winlogs_10s_grace.csv"));
        assertThat(counts(played(Windows.tumbling(Duration.ofSeconds(10)).grace(Duration.ofSeconds(5)), events, 1)))
                .containsExactlyInAnyOrderElementsOf(BenchData.expected("winlogs_10s_per_host_grace_5s.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"taxi-2022-01", "taxi-2025-11"})
    void what_a_grace_keeps_of_trips(String month) {
        List<String> expected = BenchData.expected(month + "_15m_grace.csv");
        assertThat(graces(trips(month), expected)).isEqualTo(expected);
    }

    @Test
    void what_a_grace_keeps_of_quakes_and_flights() throws IOException {
        List<Event> quakes = PlainQuakes.rows().stream().map(row -> new Event(row.eventMs(), row.net(), 0)).toList();
        for (Map.Entry<String, List<Event>> table : Map.of("quakes_1h_grace.csv", quakes,
                "departures_1h_by_sched_grace.csv", flights("departures.csv", 1, 5, cells -> 0),
                "arrivals_1h_by_dep_grace.csv", flights("arrivals.csv", 1, 6, cells -> 0)).entrySet()) {
            List<String> expected = PlainQuakes.expected(table.getKey());
            assertThat(graces(table.getValue(), expected)).as(table.getKey()).isEqualTo(expected);
        }
    }

    // ---- the best

    @Test
    void the_busiest_programs_users_and_zones() {
        List<Event> images = winlogs(9).stream().filter(event -> !event.key.isEmpty()).toList();
        assertThat(best(images, MINUTE, HOUR, 5, Comparator.naturalOrder()))
                .containsExactlyInAnyOrderElementsOf(BenchData.expected("winlogs_top5_image_1m.csv"));
        assertThat(best(edits(3), HOUR, Duration.ZERO, 10, Comparator.naturalOrder()))
                .containsExactlyInAnyOrderElementsOf(BenchData.expected("wiki_top10_user_1h.csv"));
        for (String month : List.of("taxi-2022-01", "taxi-2025-11")) {
            assertThat(best(trips(month), DAY, DAY, 10, Comparator.comparing(Integer::valueOf)))
                    .containsExactlyInAnyOrderElementsOf(BenchData.expected(month + "_top10_zone_per_day.csv"));
        }
    }

    // ---- topologies

    private static KStream<Windowed<String>, String> totals(KStream<String, Long> events, Windows windows) {
        return events.groupByKey()
                .windowedBy(windows)
                .lateTo("late")
                .aggregate(Total.NONE::text, (key, worth, soFar) -> Total.of(soFar).plus(worth).text(),
                        Materialized.with("totals", Serdes.string()).commutative());
    }

    private static Consumed<String, Long> events() {
        return Consumed.with(Serdes.string(), Serdes.int64());
    }

    /** Totals of each window and key, by {@code start,key}. */
    private static Map<String, Total> played(Windows windows, List<Event> events, int partitions) {
        try (StreamsTestDriver t = driver(Streams.define(s -> totals(s.from("events", events()), windows)
                .to("totals")), partitions)) {
            play(t, events, partitions);
            return results(t);
        }
    }

    private static Map<String, Total> results(StreamsTestDriver t) {
        Map<String, Total> results = new TreeMap<>();
        for (TestRecord record : t.out("totals").records()) {
            Windowed<?> window = (Windowed<?>) record.key();
            Total before = results.put(window.startMs() + "," + window.key(), Total.of((String) record.value()));
            assertThat(before).as("one result for each key and window").isNull();
        }
        return results;
    }

    /** The rows of a table of graces: size, grace, accepted, dropped, results; of one partition, in the events' order. */
    private static List<String> graces(List<Event> events, List<String> table) {
        List<String> rows = new ArrayList<>();
        for (String row : table) {
            String[] cells = row.split(",");
            Windows windows = Windows.tumbling(Duration.ofMillis(Long.parseLong(cells[0])))
                    .grace(Duration.ofMillis(Long.parseLong(cells[1])));
            try (StreamsTestDriver t = driver(Streams.define(s -> totals(s.from("events", events()), windows)
                    .to("totals")), 1)) {
                play(t, events, 1);
                rows.add(cells[0] + "," + cells[1] + "," + t.accepted("totals") + "," + t.late("late").size() + ","
                        + results(t).size());
            }
        }
        return rows;
    }

    /** Rows {@code start,rank,key,count} of the greatest counts of each window. */
    private static List<String> best(List<Event> events, Duration size, Duration grace, int places,
            Comparator<String> equals) {
        Comparator<String> order = Comparator.<String>comparingLong(line -> -countOf(line))
                .thenComparing(WindowsAgainstReferenceTest::keyOf, equals);
        Topology topology = Streams.define(s -> totals(s.from("events", events()), Windows.tumbling(size).grace(grace))
                .map((window, total) -> KeyValue.pair(Long.toString(window.startMs()),
                        Total.of(total).count + " " + window.key()))
                .withSerdes(Serdes.string(), Serdes.string())
                .groupByKey(Grouped.as("by-window"))
                .windowedBy(Windows.tumbling(size))
                .aggregate(() -> "", (window, line, soFar) -> soFar.isEmpty() ? line : soFar + "\n" + line,
                        Materialized.with("best", Serdes.string()).commutative())
                .to("best"));
        List<String> rows = new ArrayList<>();
        try (StreamsTestDriver t = driver(topology, 3)) {
            play(t, events, 3);
            for (TestRecord record : t.out("best").records()) {
                List<String> lines = ((String) record.value()).lines().sorted(order).limit(places).toList();
                for (int i = 0; i < lines.size(); i++) {
                    rows.add(((Windowed<?>) record.key()).startMs() + "," + (i + 1) + "," + keyOf(lines.get(i)) + ","
                            + countOf(lines.get(i)));
                }
            }
        }
        return rows;
    }

    private static long countOf(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    private static String keyOf(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    private static StreamsTestDriver driver(Topology topology, int partitions) {
        return StreamsTestDriver.of(topology).partitions("events", partitions).workers(2).build();
    }

    private static void play(StreamsTestDriver t, List<Event> events, int partitions) {
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            t.in("events")
                    .partition(Math.floorMod(event.key.hashCode(), partitions))
                    .at(event.timeMs)
                    .send(event.key, event.worth);
            if (i % 5_000 == 4_999) {
                t.run();
            }
        }
        t.closeInputs();
        assertThat(t.overtaken("totals")).isZero();
        assertThat(t.drained()).isTrue();
    }

    private static List<String> counts(Map<String, Total> totals) {
        List<String> rows = new ArrayList<>();
        totals.forEach((key, total) -> rows.add(key + "," + total.count));
        return rows;
    }

    // ---- events

    private static List<Event> winlogs(int column) {
        List<Event> events = new ArrayList<>();
        for (String row : BenchData.lines("winlogs-2019-2020.csv.gz").stream().skip(1).toList()) {
            String[] cells = row.split(",", -1);
            events.add(new Event(Long.parseLong(cells[2]), cells[column], 0));
        }
        return events;
    }

    private static List<Event> edits(int group) {
        List<Event> events = new ArrayList<>();
        for (String line : BenchData.lines("wiki-2015-09-12.jsonl.gz")) {
            Matcher edit = EDIT.matcher(line);
            assertThat(edit.matches()).as(line).isTrue();
            events.add(new Event(Long.parseLong(edit.group(1)), edit.group(group), Long.parseLong(edit.group(4))));
        }
        return events;
    }

    private static List<Event> trips(String month) {
        return BenchData.lines(month + ".csv.gz")
                .stream()
                .skip(1)
                .map(row -> row.split(",", -1))
                .map(cells -> new Event(Long.parseLong(cells[1]), cells[2], 0))
                .toList();
    }

    private static List<Event> flights(String file, int timeColumn, int keyColumn, ToLongFunction<String[]> worth)
            throws IOException {
        return Files.readAllLines(PlainQuakes.examples().resolve(file))
                .stream()
                .skip(1)
                .map(row -> row.split(",", -1))
                .map(cells -> new Event(Long.parseLong(cells[timeColumn]), cells[keyColumn],
                        worth.applyAsLong(cells)))
                .toList();
    }
}
