package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code repartition-count}: how many orders of each product there are so far, through a repartition topic. */
record RepartitionCount() implements Query {

    @Override
    public String label() {
        return "repartition-count";
    }

    @Override
    public int timesAtLeast() {
        return 4;
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> s.from(ORDERS, AS_ORDERS)
                .groupBy((customer, order) -> OrderValue.product(order), Grouped.with("by-product", Serdes.string()))
                .count(Materialized.as(CountLog.STORE))
                .toStream()
                .to(RESULTS, Produced.with(Serdes.string(), Serdes.int64())));
    }

    @Override
    public Facts results(Orders orders) {
        return CountLog.counts(orders, RepartitionCount::product);
    }

    private static String product(Order order) {
        return Integer.toString(order.product());
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> result, long firstMs, Facts facts) {
        CountLog.readCount(result, facts);
    }

    @Override
    public List<StoreLog> stores() {
        return List.of(new CountLog(RepartitionCount::product));
    }
}
