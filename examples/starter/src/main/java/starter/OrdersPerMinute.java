package starter;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import java.time.Duration;

/** Counts the orders of each customer per minute. */
public final class OrdersPerMinute {

    public static Topology topology() {
        return Streams.define(s -> s
                .from("orders", Consumed.with(Serdes.string(), Serdes.string()))
                .filter((customer, order) -> !order.isBlank())
                .groupByKey()
                .windowedBy(Windows.tumbling(Duration.ofMinutes(1)))
                .count(Materialized.as("orders-per-minute"))
                .map((window, count) -> KeyValue.pair(window.key(), count))
                .to("order-counts", Produced.with(Serdes.string(), Serdes.int64())));
    }
}
