package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.JoinWindows;
import dev.tidemark.streams.KStream;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.StreamJoined;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestInput;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Joins of real events, in the driver, over several partitions and schedules, against files that a nested loop made. */
class JoinsAgainstReferenceTest {

    private static final Produced<String, String> TEXTS = Produced.with(Serdes.string(), Serdes.string());
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void every_departure_meets_its_arrival() throws IOException {
        Topology topology = Streams.define(s -> s.from("departures", lines(0, Duration.ZERO))
                .join(s.from("arrivals", lines(0, Duration.ZERO)), JoinsAgainstReferenceTest::both,
                        JoinWindows.within(Duration.ofHours(12)).before(Duration.ZERO), StreamJoined.as("flown"))
                .to("pairs", TEXTS));
        try (StreamsTestDriver t = driver(topology, 1)) {
            send(t.in("departures"), flights("departures.csv"), cells -> cells[2]);
            send(t.in("arrivals"), flights("arrivals.csv"), cells -> cells[3]);
            Map<String, long[]> found = new TreeMap<>();
            for (String[][] pair : pairs(t)) {
                for (String carrier : List.of(pair[0][3], "ALL")) {
                    long[] sum = found.computeIfAbsent(carrier, absent -> new long[2]);
                    sum[0]++;
                    sum[1] += Long.parseLong(pair[1][0]) - Long.parseLong(pair[0][0]);
                }
            }
            List<String> lines = new ArrayList<>();
            found.forEach((carrier, sum) -> lines.add(carrier + "," + sum[0] + "," + sum[1]));
            assertThat(lines).containsExactlyInAnyOrderElementsOf(
                    PlainQuakes.expected("join_departure_arrival_12h_per_carrier.csv")
                            .stream()
                            .map(line -> line.substring(0, line.lastIndexOf(',')))
                            .toList());
        }
    }

    @Test
    void aircraft_leave_again_from_where_they_arrived() throws IOException {
        for (long seed = 1; seed <= 3; seed++) {
            Topology topology = Streams.define(s -> {
                KStream<String, String> arrivals = s.from("arrivals", lines(0, Duration.ZERO))
                        .selectKey((flight, line) -> line.split(",", -1)[5] + "@" + line.split(",", -1)[7]);
                KStream<String, String> departures = s.from("departures", lines(0, Duration.ZERO))
                        .selectKey((flight, line) -> line.split(",", -1)[4] + "@" + line.split(",", -1)[5]);
                arrivals.filter((place, line) -> !place.startsWith("@"))
                        .join(departures.filter((place, line) -> !place.startsWith("@")),
                                JoinsAgainstReferenceTest::both,
                                JoinWindows.within(Duration.ofHours(6)).before(Duration.ZERO),
                                StreamJoined.with("turned", Serdes.string(), Serdes.string(), Serdes.string()))
                        .to("pairs", TEXTS);
            });
            try (StreamsTestDriver t = driver(topology, seed)) {
                send(t.in("arrivals"), flights("arrivals.csv"), cells -> cells[3]);
                send(t.in("departures"), flights("departures.csv"), cells -> cells[2]);
                List<String> found = new ArrayList<>();
                for (String[][] pair : pairs(t)) {
                    String[] in = pair[0];
                    String[] out = pair[1];
                    found.add(String.join(",", in[0], out[0], in[5], in[7], in[3], out[2],
                            Long.toString(Long.parseLong(out[0]) - Long.parseLong(in[0]))));
                }
                assertThat(found).as("seed %d", seed)
                        .containsExactlyInAnyOrderElementsOf(PlainQuakes.expected("join_turnaround_6h.csv"));
            }
        }
    }

    @Test
    void taxis_are_taken_where_others_were_left() {
        for (String month : List.of("2022-01", "2025-11")) {
            Topology topology = Streams.define(s -> s.from("dropoffs", lines(0, Duration.ZERO))
                    .join(s.from("pickups", lines(1, Duration.ofHours(24))), JoinsAgainstReferenceTest::both,
                            JoinWindows.within(Duration.ofMinutes(5)).before(Duration.ZERO), StreamJoined.as("taken"))
                    .to("pairs", TEXTS));
            List<String> rows = bench("taxi-" + month + ".csv.gz", true);
            try (StreamsTestDriver t = driver(topology, 2)) {
                send(t.in("dropoffs"), rows, cells -> cells[3]);
                send(t.in("pickups"), rows, cells -> cells[2]);
                assertThat(counted(pairs(t), pair -> pair[0][3])).as(month)
                        .isEqualTo(expected("taxi-" + month + "_join_dropoff_pickup_5m.csv", 1));
            }
        }
    }

    @Test
    void processes_connect_after_they_were_created() {
        Topology topology = Streams.define(s -> {
            KStream<String, String> events = s.from("winlogs", lines(2, Duration.ofMinutes(2)));
            events.filter((process, line) -> line.split(",", -1)[6].equals("1"))
                    .join(events.filter((process, line) -> line.split(",", -1)[6].equals("3")),
                            JoinsAgainstReferenceTest::both,
                            JoinWindows.within(Duration.ofSeconds(60)).before(Duration.ZERO),
                            StreamJoined.as("connected"))
                    .to("pairs", TEXTS);
        });
        List<String> rows = bench("winlogs-2019-2020.csv.gz", true).stream().filter(line -> {
            String[] cells = line.split(",", -1);
            return cells[5].equals("sysmon/operational") && !cells[8].isEmpty();
        }).toList();
        try (StreamsTestDriver t = driver(topology, 3)) {
            send(t.in("winlogs"), rows, cells -> cells[8]);
            assertThat(counted(pairs(t), pair -> pair[0][9]))
                    .isEqualTo(expected("winlogs_join_create_connect_60s.csv", 2));
        }
    }

    @Test
    void new_pages_are_edited_soon() {
        Topology topology = Streams.define(s -> {
            KStream<String, String> edits = s.from("edits", lines(0, Duration.ZERO));
            edits.filter((page, line) -> line.endsWith(",true"))
                    .join(edits.filter((page, line) -> line.endsWith(",false")), JoinsAgainstReferenceTest::both,
                            JoinWindows.within(HOUR).before(Duration.ZERO), StreamJoined.as("edited"))
                    .to("pairs", TEXTS);
        });
        List<String> rows = new ArrayList<>();
        for (String line : bench("wiki-2015-09-12.jsonl.gz", false)) {
            rows.add(between(line, "\"event_ms\":", ",") + "," + between(line, "\"channel\":\"", "\"") + ","
                    + between(line, "\"page\":\"", "\",\"namespace\"").replace(',', '\u0001') + ","
                    + between(line, "\"new\":", ","));
        }
        try (StreamsTestDriver t = driver(topology, 4)) {
            send(t.in("edits"), rows, cells -> cells[1] + "/" + cells[2]);
            assertThat(counted(pairs(t), pair -> pair[0][1]))
                    .isEqualTo(expected("wiki_join_new_page_edit_1h.csv", 2));
        }
    }

    /** A topic of lines of a file, timed by one of their columns. */
    private static Consumed<String, String> lines(int timeColumn, Duration disorder) {
        return Consumed.with(Serdes.string(), Serdes.string())
                .withEventTime((key, line, timestamp) -> Long.parseLong(line.split(",", -1)[timeColumn]))
                .withDisorder(disorder);
    }

    private static String both(String left, String right) {
        return left + "|" + right;
    }

    private static StreamsTestDriver driver(Topology topology, long seed) {
        var settings = StreamsTestDriver.of(topology).workers(2).schedule(seed);
        topology.physical("test").sourceTopics().forEach(topic -> settings.partitions(topic, 3));
        return settings.build();
    }

    private static void send(TestInput input, List<String> lines, Function<String[], String> key) {
        for (String line : lines) {
            input.send(key.apply(line.split(",", -1)), line);
        }
    }

    /** Both records of every pair, cell by cell, once all that was sent is processed. */
    private static List<String[][]> pairs(StreamsTestDriver t) {
        t.closeInputs();
        List<String[][]> pairs = new ArrayList<>();
        for (TestRecord record : t.out("pairs").records()) {
            String[] sides = String.valueOf(record.value()).split("\\|", -1);
            pairs.add(new String[][]{sides[0].split(",", -1), sides[1].split(",", -1)});
        }
        return pairs;
    }

    /** How many pairs there are of each kind, and of all. */
    private static Map<String, Long> counted(List<String[][]> pairs, Function<String[][], String> kind) {
        Map<String, Long> counts = new TreeMap<>();
        for (String[][] pair : pairs) {
            counts.merge(kind.apply(pair), 1L, Long::sum);
            counts.merge("ALL", 1L, Long::sum);
        }
        return counts;
    }

    /** The first column and another one of a reference file, where that is not zero. */
    private static Map<String, Long> expected(String file, int column) {
        Map<String, Long> expected = new TreeMap<>();
        for (String line : BenchData.expected(file)) {
            String[] cells = line.split(",", -1);
            if (!cells[column].equals("0")) {
                expected.put(cells[0], Long.valueOf(cells[column]));
            }
        }
        return expected;
    }

    private static List<String> flights(String file) throws IOException {
        return Files.readAllLines(PlainQuakes.examples().resolve(file)).stream().skip(1).toList();
    }

    private static List<String> bench(String file, boolean headed) {
        return BenchData.lines(file).stream().skip(headed ? 1 : 0).toList();
    }

    private static String between(String line, String before, String after) {
        int from = line.indexOf(before) + before.length();
        return line.substring(from, line.indexOf(after, from));
    }
}
