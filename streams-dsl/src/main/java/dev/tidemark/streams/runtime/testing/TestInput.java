package dev.tidemark.streams.runtime.testing;

import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source topic to write to. Immutable: {@link #partition}, {@link #at} and {@link #header} answer an input with that
 * setting, which holds for what is sent through it.
 */
public final class TestInput {

    private static final int BY_KEY = -1;

    private final StreamsTestDriver driver;
    private final String topic;
    private final int partition;
    private final @Nullable Long timestampMs;
    private final Headers headers;

    TestInput(StreamsTestDriver driver, String topic) {
        this(driver, topic, BY_KEY, null, Headers.none());
    }

    private TestInput(StreamsTestDriver driver, String topic, int partition, @Nullable Long timestampMs,
            Headers headers) {
        this.driver = driver;
        this.topic = topic;
        this.partition = partition;
        this.timestampMs = timestampMs;
        this.headers = headers;
    }

    /** To this partition; unless given, Kafka's partitioner picks one by the key. */
    public TestInput partition(int newPartition) {
        return new TestInput(driver, topic, newPartition, timestampMs, headers);
    }

    /** With this timestamp; unless given, the driver's wall clock. */
    public TestInput at(long newTimestampMs) {
        return new TestInput(driver, topic, partition, newTimestampMs, headers);
    }

    public TestInput at(Instant timestamp) {
        return at(timestamp.toEpochMilli());
    }

    /** {@code 10:00:05} or {@code 10:00} of the first of January 1970, UTC; or an instant such as {@code 2026-02-01T10:00:05Z}. */
    public TestInput at(String time) {
        return at(TestTimes.parseMs(time));
    }

    /** With one more header. */
    public TestInput header(String key, String text) {
        return new TestInput(driver, topic, partition, timestampMs, headers.with(Header.ofText(key, text)));
    }

    /** Appends a record to the topic, as committed. */
    public TestInput send(@Nullable Object key, @Nullable Object value) {
        driver.append(topic, partition, timestampMs, key, value, headers);
        return this;
    }

    /** Appends a record whose key and value are these bytes, whatever the serdes say. */
    public TestInput sendBytes(byte @Nullable [] key, byte @Nullable [] value) {
        driver.appendBytes(topic, partition, timestampMs, key, value, headers);
        return this;
    }

    /** {@link #send} under the name that Kafka's driver has for it. */
    public void pipeInput(@Nullable Object key, @Nullable Object value) {
        send(key, value);
    }

    /** {@link #send} under the name that Kafka's driver has for it. */
    public void pipeInput(@Nullable Object key, @Nullable Object value, Instant timestamp) {
        at(timestamp).send(key, value);
    }
}
