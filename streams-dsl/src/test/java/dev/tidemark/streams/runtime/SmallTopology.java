package dev.tidemark.streams.runtime;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.topology.TaskMap;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** From {@code in} to {@code out}, four partitions each, without a store: tasks 0_0 to 0_3. And one with windows. Immutable. */
final class SmallTopology {

    static final TaskId FIRST = new TaskId(0, 0);
    static final TaskId SECOND = new TaskId(0, 1);
    static final TaskMap MAP = map("in");
    /** A value that no task gets past. */
    static final String CORRUPT = "corrupt";

    private SmallTopology() {}

    /** Fails as an operator does whose store cannot be read, for one value. */
    private static String upperCase(String value) {
        if (value.equals(CORRUPT)) {
            throw new TidemarkException(FailureCode.STORE_CORRUPT, "A state store cannot be read", "task 0_0",
                    "block checksum mismatch", "nothing: the store is rebuilt when the task is opened again");
        }
        return value.toUpperCase(Locale.ROOT);
    }

    /** The same shape over another source. */
    static TaskMap map(String source) {
        return map(source, () -> {});
    }

    /** The same shape over another source, where something happens with each record. */
    static TaskMap map(String source, Runnable withEach) {
        PhysicalTopology topology = Streams.define(s -> s
                .from(source, Consumed.with(Serdes.string(), Serdes.string()))
                .mapValues(value -> {
                    withEach.run();
                    return upperCase(value);
                })
                .withValueSerde(Serdes.string())
                .to("out", Produced.with(Serdes.string(), Serdes.string()))).physical("app");
        return new TaskMap(topology, PartitionCounts.resolve(topology, Map.of(source, 4)));
    }

    /** Counts in windows, whose changelog is trimmed. */
    static TaskMap windowed() {
        PhysicalTopology topology = Streams.define(s -> s
                .from("in", Consumed.with(Serdes.string(), Serdes.string()))
                .groupByKey()
                .windowedBy(Windows.tumbling(Duration.ofSeconds(10)))
                .count(Materialized.as("counts"))
                .to("out")).physical("app");
        return new TaskMap(topology, PartitionCounts.resolve(topology, Map.of("in", 4)));
    }

    static AppTopics topics() {
        return new AppTopics(MAP, Map.of("in", 4, "out", 4), Map.of("in", new UUID(0, 1), "out", new UUID(0, 2)));
    }
}
