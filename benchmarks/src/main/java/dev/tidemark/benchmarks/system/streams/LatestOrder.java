package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;

/** {@code latest}: each customer's latest order, so that a result tells which record made it. */
record LatestOrder() implements Program {

    @Override
    public String label() {
        return "latest";
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> s.from(ORDERS, AS_ORDERS)
                .groupByKey()
                .reduce((before, now) -> now, Materialized.as("orders"))
                .toStream()
                .to(RESULTS, Produced.with(Serdes.string(), Serdes.bytes())));
    }
}
