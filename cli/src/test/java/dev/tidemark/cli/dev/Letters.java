package dev.tidemark.cli.dev;

import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A demo of the tests: a hundred letters, one a second, counted by minute. */
public final class Letters implements Demo {

    static final int ROWS = 100;

    @Override
    public String name() {
        return "letters";
    }

    @Override
    public String description() {
        return ROWS + " letters";
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> s
                .from("letters", Consumed.with(Serdes.string(), Serdes.string())
                        .withEventTime((key, letter, timestampMs) -> timestampMs))
                .groupBy((key, letter) -> letter, Grouped.with("by-letter", Serdes.string()))
                .windowedBy(Windows.tumbling(Duration.ofMinutes(1)))
                .lateTo("letters-late")
                .aggregate(() -> 0L, (letter, one, count) -> count + 1, Materialized.with("counts", Serdes.int64()))
                .map((window, count) -> KeyValue.pair(window.key(),
                        "{\"start\":" + window.startMs() + ",\"letter\":\"" + window.key() + "\",\"count\":" + count
                                + "}"))
                .to("letters-counted", Produced.with(Serdes.string(), Serdes.string())));
    }

    @Override
    public String inputTopic() {
        return "letters";
    }

    @Override
    public String resultTopic() {
        return "letters-counted";
    }

    @Override
    public @Nullable String lateTopic() {
        return "letters-late";
    }

    @Override
    public DemoInput open(@Nullable Path file) {
        return new DemoInput() {
            private int next;

            @Override
            public @Nullable DemoRecord next() {
                if (next == ROWS) {
                    return null;
                }
                int row = next++;
                String letter = String.valueOf((char) ('a' + row % 3));
                return new DemoRecord(("key-" + row).getBytes(StandardCharsets.UTF_8),
                        letter.getBytes(StandardCharsets.UTF_8), row * 1000L, row + 2);
            }

            @Override
            public String source() {
                return "letters";
            }

            @Override
            public void close() {}
        };
    }
}
