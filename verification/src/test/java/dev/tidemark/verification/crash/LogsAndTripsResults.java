package dev.tidemark.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.streams.BenchData;
import dev.tidemark.verification.streams.SessionSummary;
import dev.tidemark.verification.streams.StockReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds what the application left on its outputs to the reference tables and to plain counts, record by record, through a stock
 * {@code read_committed} consumer. Stateless.
 */
final class LogsAndTripsResults {

    private static final long SECOND_MS = 1_000;
    private static final long MINUTE_MS = 60_000;
    /** The end in a window's key is the first millisecond behind it; a result carries the last one within. */
    private static final int WINDOW_END_IS_BEHIND = 1;
    /** The end in a session's key is its last record's time, which its result carries, too. */
    private static final int SESSION_END_IS_LAST = 0;

    private LogsAndTripsResults() {}

    /** Every result and every late record is there once, and nothing else is. */
    static void assertEqual(String bootstrap, RealEvents events) {
        hosts(bootstrap, events);
        processes(bootstrap, events);
        zones(bootstrap, events);
    }

    private static void hosts(String bootstrap, RealEvents events) {
        PlainCounts.Counted plain = PlainCounts.windows(events.logs(), 2, 4, 10 * SECOND_MS, 5 * SECOND_MS);
        List<String> counts = rows(bootstrap, "host-10s-counts", WINDOW_END_IS_BEHIND);
        assertSame("host-10s-counts", counts, plain.rows());
        assertSame("table of 10 s with 5 s of grace", withoutEnd(counts),
                BenchData.expected("winlogs_10s_per_host_grace_5s.csv"));
        assertSame("table of 1 min", withoutEnd(rows(bootstrap, "host-1m-counts", WINDOW_END_IS_BEHIND)),
                BenchData.expected("winlogs_1m_per_host.csv"));
        List<String> late = late(bootstrap, "winlogs-late");
        assertSame("winlogs-late", late, plain.late().stream().map(LogsAndTripsResults::text).toList());
        assertThat(BenchData.expected("winlogs_10s_grace.csv"))
                .contains("10000,5000," + (events.logs().size() - late.size()) + "," + late.size() + ","
                        + counts.size());
    }

    private static void processes(String bootstrap, RealEvents events) {
        List<String> sessions = rows(bootstrap, "process-sessions", SESSION_END_IS_LAST);
        assertSame("process-sessions", sessions, PlainCounts.sessions(events.logs(), 2, 8, 5 * SECOND_MS));
        assertThat(summaries(sessions, process -> "ALL").get("ALL").row())
                .isEqualTo(BenchData.expected("winlogs_sessions_5s_per_process.csv").getFirst());
    }

    private static void zones(String bootstrap, RealEvents events) {
        PlainCounts.Counted plain = PlainCounts.windows(events.trips(), 1, 2, 15 * MINUTE_MS, 15 * MINUTE_MS);
        assertSame("zone-15m-counts", rows(bootstrap, "zone-15m-counts", WINDOW_END_IS_BEHIND), plain.rows());
        assertSame("trips-late", late(bootstrap, "trips-late"),
                plain.late().stream().map(LogsAndTripsResults::text).toList());
        List<String> sessions = rows(bootstrap, "zone-sessions", SESSION_END_IS_LAST);
        assertSame("zone-sessions", sessions, PlainCounts.sessions(events.trips(), 1, 2, 30 * MINUTE_MS));
        List<String> table = new ArrayList<>();
        summaries(sessions, zone -> zone).forEach((zone, summary) -> table.add(zone + "," + summary.row()));
        table.add("ALL," + summaries(sessions, zone -> "ALL").get("ALL").row());
        assertSame("table of zones", table, BenchData.expected("taxi-2022-01_sessions_30m_per_zone.csv"));
    }

    private static void assertSame(String what, List<String> actual, List<String> expected) {
        assertThat(expected).as(what).isNotEmpty();
        assertThat(Difference.of(actual, expected)).as("%s, %d rows, %d expected", what, actual.size(), expected.size())
                .isEmpty();
    }

    /** Rows {@code start,end,key,count}. */
    private static List<String> rows(String bootstrap, String topic, int endIsBehind) {
        List<String> rows = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : StockReader.readAll(bootstrap, topic)) {
            ByteBuffer key = ByteBuffer.wrap(record.key());
            long startMs = key.getLong();
            long endMs = key.getLong();
            assertThat(record.timestamp()).as("time of a result of %s", topic).isEqualTo(endMs - endIsBehind);
            rows.add(startMs + "," + endMs + "," + StandardCharsets.UTF_8.decode(key) + ","
                    + ByteBuffer.wrap(record.value()).getLong());
        }
        return rows;
    }

    /** Rows {@code start,key,count}, as the tables have them. */
    private static List<String> withoutEnd(List<String> rows) {
        return rows.stream().map(row -> row.replaceFirst(",\\d+,", ",")).toList();
    }

    private static Map<String, SessionSummary> summaries(List<String> sessions, Function<String, String> of) {
        Map<String, SessionSummary> summaries = new TreeMap<>();
        for (String row : sessions) {
            String[] cells = row.split(",", -1);
            summaries.computeIfAbsent(of.apply(cells[2]), absent -> new SessionSummary())
                    .add(cells[2], Long.parseLong(cells[0]), Long.parseLong(cells[1]), Long.parseLong(cells[3]));
        }
        return summaries;
    }

    private static List<String> late(String bootstrap, String topic) {
        return StockReader.readAll(bootstrap, topic)
                .stream()
                .map(record -> text(record.key()) + " " + record.timestamp() + " " + text(record.value()))
                .toList();
    }

    private static String text(RealEvents.Event event) {
        return event.id() + " " + event.timestampMs() + " " + event.row();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
