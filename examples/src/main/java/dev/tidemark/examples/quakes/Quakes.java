package dev.tidemark.examples.quakes;

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
import org.jspecify.annotations.Nullable;

/**
 * Earthquakes per network and hour. They come in the order of their last revision, days after the earth shook: three
 * quarters are behind the watermark, and the grace decides which of them still count.
 */
public final class Quakes implements Demo {

    private static final List<Column> COLUMNS = List.of(Column.time("arrival_ms"), Column.time("event_ms"),
            Column.text("id"), Column.text("net"), Column.text("type"), Column.text("status"), Column.number("mag"),
            Column.number("lat"), Column.number("lon"), Column.number("depth_km"), Column.text("place"));

    @Override
    public Topology topology() {
        return topology(Duration.ofHours(24));
    }

    /** The demo's topology with another grace. */
    public static Topology topology(Duration grace) {
        return Streams.define(s -> s
                .from("earthquakes", Consumed.with(Serdes.string(), JsonSerde.of(Quake.class))
                        .withEventTime((id, quake, timestampMs) -> quake.eventMs()))
                .groupBy((id, quake) -> quake.net(), Grouped.with("by-net", Serdes.string()))
                .windowedBy(Windows.tumbling(Duration.ofHours(1)).grace(grace))
                .lateTo("quakes-late")
                .aggregate(() -> Tally.NONE, (net, quake, tally) -> tally.plus(quake.mag()),
                        Materialized.with("hourly", JsonSerde.of(Tally.class)).commutative())
                .map((window, tally) -> KeyValue.pair(window.key(), new HourlyQuakes(window.startMs(), window.endMs(),
                        window.key(), tally.count(), tally.maxMag())))
                .to("quakes-hourly", Produced.with(Serdes.string(), JsonSerde.of(HourlyQuakes.class))));
    }

    @Override
    public String name() {
        return "quakes";
    }

    @Override
    public String description() {
        return "1,707 USGS records";
    }

    @Override
    public String inputTopic() {
        return "earthquakes";
    }

    @Override
    public String resultTopic() {
        return "quakes-hourly";
    }

    @Override
    public String lateTopic() {
        return "quakes-late";
    }

    @Override
    public DemoInput open(@Nullable Path file) {
        return new CsvInput(file, "quakes.csv", COLUMNS, "id", "arrival_ms");
    }
}
