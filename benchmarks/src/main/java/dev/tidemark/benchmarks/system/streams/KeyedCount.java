package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code keyed-count}: how many orders each customer has made so far. */
record KeyedCount() implements Query {

    @Override
    public String label() {
        return "keyed-count";
    }

    @Override
    public int timesAtLeast() {
        return 6;
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> s.from(ORDERS, AS_ORDERS)
                .groupByKey()
                .count(Materialized.as(CountLog.STORE))
                .toStream()
                .to(RESULTS, Produced.with(Serdes.string(), Serdes.int64())));
    }

    @Override
    public Facts results(Orders orders) {
        return CountLog.counts(orders, Order::customer);
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> result, long firstMs, Facts facts) {
        CountLog.readCount(result, facts);
    }

    @Override
    public List<StoreLog> stores() {
        return List.of(new CountLog(Order::customer));
    }
}
