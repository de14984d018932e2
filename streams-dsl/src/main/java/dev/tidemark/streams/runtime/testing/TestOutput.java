package dev.tidemark.streams.runtime.testing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a topic holds, committed, read with the topology's serdes. Everything that can be processed is, before each look. */
public final class TestOutput {

    private final StreamsTestDriver driver;
    private final String topic;
    private int alreadyRead;

    TestOutput(StreamsTestDriver driver, String topic) {
        this.driver = driver;
        this.topic = topic;
    }

    /** All records, partition by partition in the order of their offsets. */
    public List<TestRecord> records() {
        return driver.read(topic);
    }

    /** Their values. */
    public List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        records().forEach(record -> values.add(record.value()));
        return values;
    }

    /** Their values as this type. */
    public <V> List<V> values(Class<V> type) {
        List<V> values = new ArrayList<>();
        records().forEach(record -> values.add(type.cast(record.value())));
        return values;
    }

    /** Their keys. */
    public List<@Nullable Object> keys() {
        List<@Nullable Object> keys = new ArrayList<>();
        records().forEach(record -> keys.add(record.key()));
        return keys;
    }

    /** The values that this method has not answered before; for topics of one partition, under the name of Kafka's driver. */
    public List<@Nullable Object> readValuesToList() {
        List<@Nullable Object> values = values();
        List<@Nullable Object> fresh = List.copyOf(values.subList(Math.min(alreadyRead, values.size()),
                values.size()));
        alreadyRead = values.size();
        return fresh;
    }

    public boolean isEmpty() {
        return records().isEmpty();
    }
}
