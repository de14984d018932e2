package dev.tidemark.examples.flights;

import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.examples.csv.Column;
import dev.tidemark.examples.csv.CsvInput;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.json.JsonSerde;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ten busiest airports of each day: flights are counted per airport and UTC day, and the days' counts, which carry
 * their day's last millisecond, are gathered into windows again, one per day.
 */
public final class Flights implements Demo {

    private static final Windows DAYS = Windows.tumbling(Duration.ofDays(1));

    private static final List<Column> COLUMNS = List.of(Column.time("dep_ms"), Column.number("sched_dep_ms"),
            Column.text("flight"), Column.text("carrier"), Column.text("tail"), Column.text("origin"),
            Column.text("dest"), Column.number("dep_delay_min"), Column.number("miles"), Column.number("diverted"));

    @Override
    public Topology topology() {
        return Streams.define(s -> s
                .from("departures", Consumed.with(Serdes.string(), JsonSerde.of(Departure.class)))
                .groupBy((flight, departure) -> departure.origin(), Grouped.with("by-origin", Serdes.string()))
                .windowedBy(DAYS)
                .count(Materialized.as("departures-per-day"))
                .map((day, count) -> KeyValue.pair(Long.toString(day.startMs()), new OriginCount(day.key(), count)))
                .withSerdes(Serdes.string(), JsonSerde.of(OriginCount.class))
                .groupByKey(Grouped.as("by-day"))
                .windowedBy(DAYS)
                .aggregate(() -> BusiestOrigins.NONE, (day, origin, busiest) -> busiest.plus(origin),
                        Materialized.with("busiest", JsonSerde.of(BusiestOrigins.class)).commutative())
                .flatMap((day, busiest) -> busiest.ranked(day.startMs())
                        .stream()
                        .map(origin -> KeyValue.pair(day.key(), origin))
                        .collect(Collectors.toList()))
                .to("top-origins", Produced.with(Serdes.string(), JsonSerde.of(RankedOrigin.class))));
    }

    @Override
    public String name() {
        return "flights";
    }

    @Override
    public String description() {
        return "9,045 BTS departures of January 2014";
    }

    @Override
    public String inputTopic() {
        return "departures";
    }

    @Override
    public String resultTopic() {
        return "top-origins";
    }

    @Override
    public @Nullable String lateTopic() {
        return null;
    }

    @Override
    public DemoInput open(@Nullable Path file) {
        return new CsvInput(file, "departures.csv", COLUMNS, "flight", "dep_ms");
    }
}
