package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;

/** {@code many-stores}: each customer's latest order, in ten stores at once. With twenty partitions that is two hundred. */
record ManyStores() implements Program {

    static final int STORES = 10;

    @Override
    public String label() {
        return "many-stores";
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> {
            var orders = s.from(ORDERS, AS_ORDERS).groupByKey();
            for (int i = 1; i < STORES; i++) {
                orders.reduce((before, now) -> now, Materialized.as("orders-" + i));
            }
            orders.reduce((before, now) -> now, Materialized.as("orders-" + STORES))
                    .toStream()
                    .filter((customer, order) -> false) // what it costs to keep them is looked at
                    .to(RESULTS, Produced.with(Serdes.string(), Serdes.bytes()));
        });
    }
}
