package dev.tidemark.verification.crash;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KGroupedStream;
import dev.tidemark.streams.KStream;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.SessionWindows;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import java.time.Duration;

/**
 * The application whose instances are killed. Its records are rows of real events, as text: Windows events of hosts and their
 * processes, trips from zones. Both are regrouped, counted in windows with grace and in sessions.
 *
 * <pre>
 *   winlogs -+- by-host ----+- 10 s, grace 5 s  -> host-10s-counts, winlogs-late
 *            |              +- 1 min, grace 1 h -> host-1m-counts
 *            +- by-process --- gap 5 s, grace 2 min -> process-sessions
 *   trips ----- by-zone ----+- 15 min, grace 15 min -> zone-15m-counts, trips-late
 *                           +- gap 30 min, grace 1 day -> zone-sessions
 * </pre>
 */
public final class LogsAndTrips {

    static final String ID = "logs-and-trips";
    /** Of the repartition topics, of {@code trips} and of the outputs. */
    static final int PARTITIONS = 4;

    private LogsAndTrips() {}

    /** What {@code app run --main} asks for. */
    public static Topology topology() {
        return Streams.define(s -> {
            KStream<String, String> logs = s.from("winlogs", rows(2));
            KGroupedStream<String, String> byHost = logs.groupBy((id, row) -> cell(row, 4), by("by-host"));
            byHost.windowedBy(Windows.tumbling(Duration.ofSeconds(10)).grace(Duration.ofSeconds(5)))
                    .lateTo("winlogs-late")
                    .count(Materialized.as("host-10s"))
                    .to("host-10s-counts");
            byHost.windowedBy(Windows.tumbling(Duration.ofMinutes(1)).grace(Duration.ofHours(1)))
                    .count(Materialized.as("host-1m"))
                    .to("host-1m-counts");
            logs.filter((id, row) -> !cell(row, 8).isEmpty())
                    .groupBy((id, row) -> cell(row, 8), by("by-process"))
                    .windowedBy(SessionWindows.withGap(Duration.ofSeconds(5)).grace(Duration.ofMinutes(2)))
                    .count(Materialized.as("process"))
                    .to("process-sessions");
            KGroupedStream<String, String> byZone = s.from("trips", rows(1))
                    .groupBy((id, row) -> cell(row, 2), by("by-zone"));
            byZone.windowedBy(Windows.tumbling(Duration.ofMinutes(15)).grace(Duration.ofMinutes(15)))
                    .lateTo("trips-late")
                    .count(Materialized.as("zone-15m"))
                    .to("zone-15m-counts");
            byZone.windowedBy(SessionWindows.withGap(Duration.ofMinutes(30)).grace(Duration.ofDays(1)))
                    .count(Materialized.as("zone"))
                    .to("zone-sessions");
        });
    }

    private static Consumed<String, String> rows(int timeColumn) {
        return Consumed.with(Serdes.string(), Serdes.string())
                .withEventTime((id, row, timestampMs) -> Long.parseLong(cell(row, timeColumn)));
    }

    private static Grouped<String> by(String name) {
        return Grouped.with(name, Serdes.string()).withPartitions(PARTITIONS);
    }

    private static String cell(String row, int column) {
        return row.split(",", -1)[column];
    }
}
