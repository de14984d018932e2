package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code windowed-count}: how many orders each customer made in each minute, told once, when the minute is over. */
record WindowedCount() implements Query {

    @Override
    public String label() {
        return "windowed-count";
    }

    @Override
    public int timesAtLeast() {
        return 8;
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> s.from(ORDERS, AS_ORDERS)
                .groupByKey()
                .windowedBy(Windows.tumbling(Duration.ofMillis(WindowLog.SIZE_MS)))
                .count(Materialized.as(CountLog.STORE))
                .map((window, count) -> KeyValue.pair(window.key(), count))
                .to(RESULTS, Produced.with(Serdes.string(), Serdes.int64())));
    }

    @Override
    public boolean waitsForTime() {
        return true;
    }

    @Override
    public Facts results(Orders orders) {
        return WindowLog.counts(orders, Long.MIN_VALUE);
    }

    /** A result's time lies in its window on both sides: at its end on ours, at its last record on Kafka's. */
    @Override
    public void read(ConsumerRecord<byte[], byte[]> result, long firstMs, Facts facts) {
        facts.add(Query.key(result), WindowLog.number(result.timestamp() - firstMs),
                Math.toIntExact(ByteBuffer.wrap(result.value()).getLong()));
    }

    @Override
    public List<StoreLog> stores() {
        return List.of(new WindowLog());
    }
}
